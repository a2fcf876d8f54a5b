#include "filters.h"

#include <math.h>

static float smoothing(float cutoff_hz, float seconds) {
    const float turns = 6.2831853f * cutoff_hz * seconds;
    return turns / (turns + 1);
}

void puppet_one_euro_step(puppet_one_euro tuning, const float *raw, float *value, float *speed, int32_t count,
                          float unit, float seconds) {
    const float follow_speed = smoothing(tuning.speed_cutoff_hz, seconds);
    const float per_second = 1 / (unit * seconds);
    for (int32_t i = 0; i < count; i++) {
        speed[i] += follow_speed * ((raw[i] - value[i]) * per_second - speed[i]);
        const float cutoff = tuning.minimum_cutoff_hz + tuning.beta * fabsf(speed[i]);
        value[i] += smoothing(cutoff, seconds) * (raw[i] - value[i]);
    }
}
