# One image for every role; the command says which: `up --roles sftp`, `up --roles exchange`, and so on.
# Without arguments it runs all of them on embedded parts, with everything it keeps below /data.

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
# Named one by one: `COPY . .` would also take a .env with its secrets.
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY schemas ./schemas
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    BORDEREAU_DATA=/data \
    BORDEREAU_HTTP_HOST=0.0.0.0 \
    BORDEREAU_SFTP_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/src/store/migrations ./src/store/migrations
COPY schemas ./schemas
COPY samples ./samples
COPY LICENSE ./
# A new volume takes over the owner of the directory that it is mounted on.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080 2222
# Liveness of the web role; docker-compose.yml has its own checks for the roles without HTTP.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.BORDEREAU_HTTP_PORT || 8080}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["up"]
