#include "seams.h"

#include <math.h>
#include <string.h>

static float squared_distance(float x, float y, const float *a, const float *b) {
    const float dx = b[0] - a[0], dy = b[1] - a[1], length = dx * dx + dy * dy;
    float t = length > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / length : 0;
    t = t < 0 ? 0 : (t > 1 ? 1 : t);
    const float ox = x - a[0] - t * dx, oy = y - a[1] - t * dy;
    return ox * ox + oy * oy;
}

void puppet_soften_line(puppet_picture picture, const float *line, int32_t count, float radius, float strength,
                        uint8_t *scratch, int32_t scratch_pixels) {
    if (count < 2 || !(radius > 0) || !(strength > 0)) return;
    float low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int32_t k = 0; k < 2 * count; k++) {
        if (!isfinite(line[k]) || fabsf(line[k]) > 1e6f) return;
        low[k & 1] = fminf(low[k & 1], line[k]);
        high[k & 1] = fmaxf(high[k & 1], line[k]);
    }
    // A pixel more than is changed, for the neighbours.
    const int32_t left = (int32_t)fmaxf(floorf(low[0] - radius) - 1, 0), top = (int32_t)fmaxf(floorf(low[1] - radius) - 1, 0);
    const int32_t right = (int32_t)fminf(ceilf(high[0] + radius) + 1, (float)picture.width);
    const int32_t bottom = (int32_t)fminf(ceilf(high[1] + radius) + 1, (float)picture.height);
    const int32_t width = right - left, height = bottom - top;
    if (width < 3 || height < 3 || (int64_t)width * height > scratch_pixels) return;
    for (int32_t y = 0; y < height; y++)
        memcpy(scratch + 4 * (int64_t)y * width, picture.pixels + (int64_t)(top + y) * picture.row_bytes + 4 * (int64_t)left,
               4 * (size_t)width);
    for (int32_t y = 1; y + 1 < height; y++) {
        for (int32_t x = 1; x + 1 < width; x++) {
            const float px = (float)(left + x) + 0.5f, py = (float)(top + y) + 0.5f;
            float nearest = radius * radius;
            for (int32_t k = 0; k + 1 < count; k++)
                nearest = fminf(nearest, squared_distance(px, py, line + 2 * k, line + 2 * k + 2));
            if (nearest >= radius * radius) continue;
            const float share = strength * (1 - sqrtf(nearest) / radius);
            const uint8_t *at = scratch + 4 * ((int64_t)y * width + x);
            uint8_t *out = picture.pixels + (int64_t)(top + y) * picture.row_bytes + 4 * (int64_t)(left + x);
            for (int32_t c = 0; c < 3; c++) {
                int32_t sum = 4 * at[c] + 2 * (at[c - 4] + at[c + 4]);
                const uint8_t *above = at - 4 * (int64_t)width, *below = at + 4 * (int64_t)width;
                sum += 2 * (above[c] + below[c]) + above[c - 4] + above[c + 4] + below[c - 4] + below[c + 4];
                const float soft = (float)sum / 16;
                out[c] = (uint8_t)((float)at[c] + (soft - (float)at[c]) * share + 0.5f);
            }
        }
    }
}
