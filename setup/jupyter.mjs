// The environment for JupyterLab and kernels: the project's own settings; the user's remain untouched.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pythonFolder, stateFolder } from '../lib/setup/project.mjs';

const home = join(stateFolder, 'jupyter');

/** @returns {NodeJS.ProcessEnv} */
export function jupyterEnvironment() {
  // IPython warns if the parent of its folder does not exist.
  mkdirSync(home, { recursive: true });
  const own = {
    JUPYTER_CONFIG_DIR: join(home, 'config'),
    JUPYTER_DATA_DIR: join(home, 'data'),
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: join(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(home, 'workspaces'),
    IPYTHONDIR: join(home, 'ipython'),
    // Kernels and extensions of `.venv` come before those of the system.
    JUPYTER_PREFER_ENV_PATH: '1',
    PATH: `${join(pythonFolder, 'bin')}:${process.env.PATH ?? ''}`,
  };
  const environment = { ...process.env, ...own };
  // Otherwise our Jupyter would use another Python's or Jupyter's settings.
  for (const name of ['PYTHONPATH', 'PYTHONHOME', 'JUPYTER_PATH', 'JUPYTER_CONFIG_PATH', 'JUPYTERLAB_DIR', 'JUPYTER_TOKEN']) delete environment[name];
  return environment;
}
