#pragma once

#include <stdint.h>

/// How a one-euro filter answers (Casiez, Roussel, Vogel: 1 Euro Filter, CHI 2012): the cut-off rises with speed, so that
/// what rests is steady and what moves does not lag.
typedef struct {
    float minimum_cutoff_hz, beta, speed_cutoff_hz;
} puppet_one_euro;

/// One step of `count` filters, in place. `unit` is the length that counts as 1 when speed is measured (the size of the
/// object, so that a near face is treated like a far one); `seconds` is the time since the last step, above 0.
void puppet_one_euro_step(puppet_one_euro tuning, const float *raw, float *value, float *speed, int32_t count,
                          float unit, float seconds);
