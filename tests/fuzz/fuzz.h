/* fuzz.h: what every fuzz target defines.
 *
 * One target a parser, through the product's own entry point. With -Dfuzz=true it is linked with
 * libFuzzer; otherwise with replay.c, which feeds it every file of its corpus once, as an ordinary
 * test.
 */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Rounds that a fuzz input may ask for: enough for every real file, not enough to stand still. */
#define INGAM_FUZZ_BUDGET 4096
