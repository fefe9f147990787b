# docker build -t slipway .                        the bot, for environments that are plain manifests
# docker build -t slipway --target with-tools .    with kubectl and helm, for kustomize folders and Helm charts
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Not `npm ci`: the lock file names the native parts of the platforms that it was made on, `install` those of this one.
# Without the Node that comes as a package, which is for machines that have an older one: 190 MB.
RUN npm install --omit=dev --no-save --no-audit --no-fund && rm -r node_modules/node node_modules/.bin/node

FROM node:24-slim AS base
# redis-server serves an installation without REDIS_URL; its data then belongs on a volume at /data.
RUN apt-get update \
  && apt-get install -y --no-install-recommends git openssh-client ca-certificates redis-server \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data && chown node:node /data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json release.config.yaml ./
COPY src ./src
COPY commands ./commands
COPY jobs ./jobs
COPY views ./views
RUN mkdir compile-cache && chown node:node compile-cache
ENV NODE_ENV=production SLIPWAY_DATA=/data NODE_COMPILE_CACHE=/app/compile-cache PORT=3000
# The room for young objects is kept small: a bot that mostly waits would else keep 40 MB that it once needed at its start.
ARG FLAGS="--min-semi-space-size=4 --max-semi-space-size=4"
USER node
# A pod begins with an empty disk, so what Node makes of the code is kept here, by the user and with the flags that will
# read it: half a second of processor time at each start. main.ts is asked alone, and refuses for want of tokens.
RUN node $FLAGS --input-type=module -e "import { globSync } from 'node:fs'; \
  for (const file of globSync('{src,commands,jobs,views}/**/*.ts')) if (file !== 'src/main.ts') await import('/app/' + file)" \
  && ! node $FLAGS src/main.ts 2> /dev/null
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--min-semi-space-size=4", "--max-semi-space-size=4", "src/main.ts"]

FROM alpine/k8s:1.34.1 AS tools

FROM base AS with-tools
COPY --from=tools /usr/bin/kubectl /usr/bin/helm /usr/local/bin/

FROM base
