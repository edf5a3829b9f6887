// `valleys setup` for the installed package: installs TensorFlow, once for all of the user's projects, and builds the binding of
// this project. In a clone, setup/setup.mjs also installs everything that the notebooks need.
import { parseArgs } from 'node:util';
import { runSteps } from './run-steps.mjs';
import { chosenDevice, deviceOptions, runScript } from './script.mjs';
import { binding } from './steps/binding.mjs';
import { pythonStep } from './steps/python.mjs';
import { tensorflow } from './steps/tensorflow.mjs';

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options: deviceOptions });
  await runSteps((gpu) => [pythonStep, tensorflow(gpu), binding], { gpu: chosenDevice(values) });
});
