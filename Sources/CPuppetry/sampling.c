#include "sampling.h"

#include <math.h>

static float clampf(float x, float low, float high) { return x < low ? low : (x > high ? high : x); }

void puppet_crop_rgb(puppet_picture from, const float affine[6], float *out, int32_t out_width, int32_t out_height,
                     float scale, float bias, bool mirrored) {
    const float right = (float)from.width - 1.001f, bottom = (float)from.height - 1.001f;
    const float width = (float)from.width, height = (float)from.height;
    const int32_t next_column = from.width > 1 ? 4 : 0, next_row = from.height > 1 ? from.row_bytes : 0;
    for (int32_t y = 0; y < out_height; y++) {
        for (int32_t x = 0; x < out_width; x++) {
            float *pixel = out + 3 * ((int64_t)y * out_width + (mirrored ? out_width - 1 - x : x));
            const float px = (float)x + 0.5f, py = (float)y + 0.5f;
            float u = affine[0] * px + affine[1] * py + affine[2];
            float v = affine[3] * px + affine[4] * py + affine[5];
            if (!(u >= 0 && v >= 0 && u < width && v < height)) {
                pixel[0] = pixel[1] = pixel[2] = bias;
                continue;
            }
            u = clampf(u - 0.5f, 0, right > 0 ? right : 0);
            v = clampf(v - 0.5f, 0, bottom > 0 ? bottom : 0);
            const int32_t ui = (int32_t)u, vi = (int32_t)v;
            const float fu = u - (float)ui, fv = v - (float)vi;
            const uint8_t *p = from.pixels + (int64_t)vi * from.row_bytes + 4 * (int64_t)ui;
            const uint8_t *q = p + next_row;
            const float w00 = (1 - fu) * (1 - fv), w10 = fu * (1 - fv), w01 = (1 - fu) * fv, w11 = fu * fv;
            for (int c = 0; c < 3; c++) {
                const float mixed = (float)p[c] * w00 + (float)p[c + next_column] * w10 + (float)q[c] * w01
                    + (float)q[c + next_column] * w11;
                pixel[c] = mixed * scale + bias;
            }
        }
    }
}

void puppet_luma_thumbnail(puppet_picture from, uint8_t *out, int32_t out_width, int32_t out_height) {
    for (int32_t y = 0; y < out_height; y++) {
        const int64_t row = ((int64_t)2 * y + 1) * from.height / (2 * out_height);
        for (int32_t x = 0; x < out_width; x++) {
            const int64_t column = ((int64_t)2 * x + 1) * from.width / (2 * out_width);
            const uint8_t *p = from.pixels + row * from.row_bytes + 4 * column;
            out[y * out_width + x] = (uint8_t)((77 * p[0] + 150 * p[1] + 29 * p[2]) >> 8);
        }
    }
}

int32_t puppet_mean_disc(puppet_picture from, float x, float y, float radius, float out[3]) {
    if (!(isfinite(x) && isfinite(y) && isfinite(radius))) return 0;
    const int32_t x0 = (int32_t)clampf(floorf(x - radius), 0, (float)from.width);
    const int32_t x1 = (int32_t)clampf(ceilf(x + radius), 0, (float)from.width);
    const int32_t y0 = (int32_t)clampf(floorf(y - radius), 0, (float)from.height);
    const int32_t y1 = (int32_t)clampf(ceilf(y + radius), 0, (float)from.height);
    double sum[3] = {0, 0, 0};
    int32_t count = 0;
    for (int32_t row = y0; row < y1; row++) {
        for (int32_t column = x0; column < x1; column++) {
            const float dx = (float)column + 0.5f - x, dy = (float)row + 0.5f - y;
            if (dx * dx + dy * dy > radius * radius) continue;
            const uint8_t *p = from.pixels + (int64_t)row * from.row_bytes + 4 * (int64_t)column;
            for (int c = 0; c < 3; c++) sum[c] += p[c];
            count++;
        }
    }
    if (count > 0)
        for (int c = 0; c < 3; c++) out[c] = (float)(sum[c] / count);
    return count;
}
