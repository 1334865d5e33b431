# An image with supervisord as its entrypoint, to build others on: docs/containers.md.
#   docker build -t supervisor .

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
RUN command -v gcc >/dev/null || { apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev zlib1g-dev && rm -rf /var/lib/apt/lists/*; }
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY packaging packaging
COPY src src
# No build server outlives its step. The client starts some milliseconds later for being 2 MB smaller.
ENV MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false OptimizationPreference=Size IlcFoldIdenticalMethodBodies=true IlcDehydrate=true
# Everything that the image gets, by its place there. The base has no zlib, which one library needs.
RUN packaging/build.sh /image/usr/bin && rm /image/usr/bin/.sources \
    && library="/image/usr/lib/$(uname -m)-linux-gnu" && mkdir -p "$library" /image/etc/supervisor/conf.d \
    && cp -L "/usr/lib/$(uname -m)-linux-gnu/libz.so.1" "$library/" \
    && cp packaging/container/supervisord.toml /image/etc/supervisord.toml

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
LABEL org.opencontainers.image.title="supervisor" \
      org.opencontainers.image.description="A process supervisor: starts programs, keeps them running, and stops them in order" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.documentation="docs/containers.md"
COPY --from=build /image/ /
USER $APP_UID
HEALTHCHECK --interval=30s --timeout=15s --start-period=10s CMD ["/usr/bin/supervisorctl", "healthcheck"]
ENTRYPOINT ["/usr/bin/supervisord"]
CMD ["-n", "-c", "/etc/supervisord.toml"]
