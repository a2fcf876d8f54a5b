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

static int32_t held(int32_t x, int32_t count) { return x < 0 ? 0 : (x >= count ? count - 1 : x); }

static void blur_line(const float *from, float *to, int32_t count, int32_t step, int32_t radius) {
    float sum = 0;
    for (int32_t k = -radius; k <= radius; k++) sum += from[(int64_t)held(k, count) * step];
    for (int32_t i = 0; i < count; i++) {
        to[(int64_t)i * step] = sum / (float)(2 * radius + 1);
        sum += from[(int64_t)held(i + radius + 1, count) * step] - from[(int64_t)held(i - radius, count) * step];
    }
}

void puppet_box_blur(float *mask, float *scratch, int32_t width, int32_t height, int32_t radius) {
    for (int32_t y = 0; y < height; y++)
        blur_line(mask + (int64_t)y * width, scratch + (int64_t)y * width, width, 1, radius);
    for (int32_t x = 0; x < width; x++) blur_line(scratch + x, mask + x, height, width, radius);
}
