#include "cvoice.h"
#include <math.h>

static float product(const float *a, const float *b, int count) {
    float sums[8] = {0};
    int index = 0;
    for (; index + 8 <= count; index += 8)
        for (int lane = 0; lane < 8; lane++) sums[lane] += a[index + lane] * b[index + lane];
    float sum = 0;
    for (; index < count; index++) sum += a[index] * b[index];
    for (int lane = 0; lane < 8; lane++) sum += sums[lane];
    return sum;
}

float greenroom_voice_period(
    const float *samples, int window, int shortest, int longest, float *correlation, float *strength) {
    *strength = 0;
    float power = product(samples, samples, window);
    if (!(power > 1e-7f * (float)window)) return 0;
    float shifted = product(samples + shortest, samples + shortest, window);
    float best = 0;
    for (int lag = shortest; lag <= longest; lag++) {
        float scale = sqrtf(power * fmaxf(shifted, 1e-9f));
        correlation[lag] = product(samples, samples + lag, window) / scale;
        if (correlation[lag] > best) best = correlation[lag];
        if (lag < longest) {
            float out = samples[lag], in = samples[lag + window];
            shifted += in * in - out * out;
        }
    }
    for (int lag = shortest + 1; lag < longest; lag++) {
        float before = correlation[lag - 1], at = correlation[lag], after = correlation[lag + 1];
        // Twice the period repeats as exactly as the period itself.
        if (at < 0.92f * best || at < before || at < after) continue;
        *strength = at > 1 ? 1 : at;
        float bend = before - 2 * at + after;
        float shift = bend < -1e-6f ? 0.5f * (before - after) / bend : 0;
        return (float)lag + (fabsf(shift) < 1 ? shift : 0);
    }
    return 0;
}
