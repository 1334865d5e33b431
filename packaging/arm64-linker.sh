#!/bin/bash
# The Native AOT linker for arm64 on another machine: gcc instead of clang, which alone knows --target=.
words=()
for word; do
  [[ $word == --target=* ]] || words+=("$word")
done
exec aarch64-linux-gnu-gcc "${words[@]}"
