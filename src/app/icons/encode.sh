#!/bin/sh
# encode.sh ENCODER SVG SIZE SCRATCH OUTPUT: the encoder names its output itself, alike for all sizes.
# That of GTK 4.18 warns of parameters that it hands to its own PNG saver: what it says counts when it fails.
set -eu
encoder=$1 svg=$2 size=$3 scratch=$4 output=$5
mkdir -p "$scratch"
said=$("$encoder" -o "$scratch" "$svg" "${size}x$size" 2>&1) || { printf '%s\n' "$said" >&2; exit 1; }
mv "$scratch/$(basename "$svg" .svg).symbolic.png" "$output"
