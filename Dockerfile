# JupyterLab with the notebooks, for reading and for running them again from records; Binder builds it too.
#   docker build -t asymmetric-valleys .
#   docker run --rm -p 8888:8888 asymmetric-valleys      then open the printed address
FROM node:22-bookworm-slim AS tools
RUN apt-get update \
  && apt-get install -y --no-install-recommends build-essential ca-certificates git python3 python3-venv \
  && rm -rf /var/lib/apt/lists/*

# For .devcontainer: what the tests need besides.
FROM tools AS development
RUN apt-get update \
  && apt-get install -y --no-install-recommends chromium munge openssh-client procps slurm-client slurmctld slurmd \
  && rm -rf /var/lib/apt/lists/*
USER node

FROM tools AS notebooks
# The image's own user, whose number is 1000, as Binder asks for.
USER node
ENV HOME=/home/node
RUN mkdir -p /home/node/asymmetric-valleys
WORKDIR /home/node/asymmetric-valleys
COPY --chown=node:node . .
RUN npm run setup && rm -rf /home/node/.npm /home/node/.cache
# Binder looks for JupyterLab on the path; the kernel "TypeScript" lies beside it.
ENV PATH=/home/node/asymmetric-valleys/.venv/bin:$PATH JUPYTER_PREFER_ENV_PATH=1
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser", "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb", "--MultiKernelManager.default_kernel_name=tslab"]
