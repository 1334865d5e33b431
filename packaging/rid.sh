#!/bin/sh
# Prints the runtime identifier of this machine.
case "$(uname -m)" in
  aarch64) echo linux-arm64 ;;
  *) echo linux-x64 ;;
esac
