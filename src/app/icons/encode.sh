#!/bin/sh
# encode.sh ENCODER SVG SIZE SCRATCH OUTPUT: the encoder names its output itself, alike for all sizes.
set -eu
encoder=$1 svg=$2 size=$3 scratch=$4 output=$5
mkdir -p "$scratch"
"$encoder" -o "$scratch" "$svg" "${size}x$size"
mv "$scratch/$(basename "$svg" .svg).symbolic.png" "$output"
