#include "masks.h"

#include <math.h>
#include <string.h>

/// Columns that are worked on at once: they fit the first cache and the compiler turns them into vectors.
enum { block = 64 };

static int32_t held(int32_t x, int32_t count) { return x < 0 ? 0 : (x >= count ? count - 1 : x); }

static void blur_row(const float *from, float *to, int32_t count, int32_t radius) {
    const float share = 1 / (float)(2 * radius + 1);
    float sum = 0;
    for (int32_t k = -radius; k <= radius; k++) sum += from[held(k, count)];
    for (int32_t i = 0; i < count; i++) {
        to[i] = sum * share;
        sum += from[held(i + radius + 1, count)] - from[held(i - radius, count)];
    }
}

static void blur_columns(const float *from, float *to, int32_t width, int32_t height, int32_t left, int32_t count,
                         int32_t radius) {
    const float share = 1 / (float)(2 * radius + 1);
    float sum[block] = {0};
    for (int32_t k = -radius; k <= radius; k++) {
        const float *row = from + (int64_t)held(k, height) * width + left;
        for (int32_t x = 0; x < count; x++) sum[x] += row[x];
    }
    for (int32_t y = 0; y < height; y++) {
        float *out = to + (int64_t)y * width + left;
        const float *in = from + (int64_t)held(y + radius + 1, height) * width + left;
        const float *gone = from + (int64_t)held(y - radius, height) * width + left;
        for (int32_t x = 0; x < count; x++) {
            out[x] = sum[x] * share;
            sum[x] += in[x] - gone[x];
        }
    }
}

void puppet_box_blur(float *mask, float *scratch, int32_t width, int32_t height, int32_t radius) {
    for (int32_t y = 0; y < height; y++) blur_row(mask + (int64_t)y * width, scratch + (int64_t)y * width, width, radius);
    for (int32_t left = 0; left < width; left += block)
        blur_columns(scratch, mask, width, height, left, width - left < block ? width - left : block, radius);
}

static inline __attribute__((always_inline)) void spread(float *mask, float *scratch, int32_t width, int32_t height,
                                                         int32_t radius, bool smallest) {
    for (int32_t y = 0; y < height; y++) {
        const float *row = mask + (int64_t)y * width;
        float *out = scratch + (int64_t)y * width;
        memcpy(out, row, sizeof(float) * (size_t)width);
        for (int32_t k = -radius; k <= radius; k++) {
            const int32_t from = k < 0 ? -k : 0, to = k < 0 ? width : width - k;
            for (int32_t x = from; x < to; x++)
                out[x] = smallest ? fminf(out[x], row[x + k]) : fmaxf(out[x], row[x + k]);
        }
    }
    for (int32_t y = 0; y < height; y++) {
        float *out = mask + (int64_t)y * width;
        const int32_t from = y < radius ? 0 : y - radius, to = y + radius >= height ? height - 1 : y + radius;
        memcpy(out, scratch + (int64_t)y * width, sizeof(float) * (size_t)width);
        for (int32_t k = from; k <= to; k++) {
            const float *row = scratch + (int64_t)k * width;
            for (int32_t x = 0; x < width; x++) out[x] = smallest ? fminf(out[x], row[x]) : fmaxf(out[x], row[x]);
        }
    }
}

void puppet_spread(float *mask, float *scratch, int32_t width, int32_t height, int32_t radius, bool smallest) {
    if (smallest)
        spread(mask, scratch, width, height, radius, true);
    else
        spread(mask, scratch, width, height, radius, false);
}

void puppet_guided_filter(const float *guide, float *mask, float *scratch, int32_t width, int32_t height,
                          int32_t radius, float epsilon) {
    const int64_t count = (int64_t)width * height;
    float *mean = scratch, *both = scratch + count, *square = scratch + 2 * count, *spare = scratch + 3 * count;
    for (int64_t i = 0; i < count; i++) {
        mean[i] = guide[i];
        both[i] = guide[i] * mask[i];
        square[i] = guide[i] * guide[i];
    }
    puppet_box_blur(mean, spare, width, height, radius);
    puppet_box_blur(both, spare, width, height, radius);
    puppet_box_blur(square, spare, width, height, radius);
    float *average = scratch + 4 * count;
    memcpy(average, mask, sizeof(float) * (size_t)count);
    puppet_box_blur(average, spare, width, height, radius);
    for (int64_t i = 0; i < count; i++) {
        const float slope = (both[i] - mean[i] * average[i]) / (square[i] - mean[i] * mean[i] + epsilon);
        both[i] = slope;
        average[i] -= slope * mean[i];
    }
    puppet_box_blur(both, spare, width, height, radius);
    puppet_box_blur(average, spare, width, height, radius);
    for (int64_t i = 0; i < count; i++) mask[i] = both[i] * guide[i] + average[i];
}

void puppet_resize(const float *mask, int32_t width, int32_t height, float *out, int32_t out_width, int32_t out_height) {
    const float sx = (float)width / (float)out_width, sy = (float)height / (float)out_height;
    for (int32_t y = 0; y < out_height; y++) {
        const float v = fminf(fmaxf(((float)y + 0.5f) * sy - 0.5f, 0), (float)(height - 1));
        const int32_t j = (int32_t)v;
        const float fv = v - (float)j;
        const float *upper = mask + (int64_t)j * width, *lower = j + 1 < height ? upper + width : upper;
        for (int32_t x = 0; x < out_width; x++) {
            const float u = fminf(fmaxf(((float)x + 0.5f) * sx - 0.5f, 0), (float)(width - 1));
            const int32_t i = (int32_t)u, next = i + 1 < width ? i + 1 : i;
            const float fu = u - (float)i;
            const float a = upper[i] + (upper[next] - upper[i]) * fu, b = lower[i] + (lower[next] - lower[i]) * fu;
            *out++ = a + (b - a) * fv;
        }
    }
}

void puppet_channel(puppet_picture from, int32_t channel, float *out) {
    for (int32_t y = 0; y < from.height; y++) {
        const uint8_t *p = from.pixels + (int64_t)y * from.row_bytes + channel;
        for (int32_t x = 0; x < from.width; x++) *out++ = (float)p[4 * x] / 255;
    }
}

void puppet_luma(puppet_picture from, float *out) {
    for (int32_t y = 0; y < from.height; y++) {
        const uint8_t *p = from.pixels + (int64_t)y * from.row_bytes;
        for (int32_t x = 0; x < from.width; x++, p += 4)
            *out++ = (0.299f * (float)p[0] + 0.587f * (float)p[1] + 0.114f * (float)p[2]) * (1.0f / 255);
    }
}

void puppet_read_mask(const float *mask, int32_t side, const float affine[6], bool are_logits, float *out,
                      int32_t width, int32_t height) {
    const float high = (float)side;
    for (int32_t y = 0; y < height; y++) {
        for (int32_t x = 0; x < width; x++, out++) {
            const float px = (float)x + 0.5f, py = (float)y + 0.5f;
            const float u = affine[0] * px + affine[1] * py + affine[2];
            const float v = affine[3] * px + affine[4] * py + affine[5];
            *out = 0;
            if (!(u >= 0 && v >= 0 && u < high && v < high)) continue;
            const float s = fminf(fmaxf(u - 0.5f, 0), high - 1), t = fminf(fmaxf(v - 0.5f, 0), high - 1);
            const int32_t i = (int32_t)s, j = (int32_t)t;
            const int32_t right = i + 1 < side ? 1 : 0, below = j + 1 < side ? side : 0;
            const float *p = mask + (int64_t)j * side + i, fu = s - (float)i, fv = t - (float)j;
            const float upper = p[0] + (p[right] - p[0]) * fu;
            const float lower = p[below] + (p[below + right] - p[below]) * fu;
            const float value = upper + (lower - upper) * fv;
            *out = are_logits ? 1 / (1 + expf(-fminf(fmaxf(value, -30), 30))) : value;
        }
    }
}

/// Takes the neighbour's seed if it is nearer than the own one.
static inline void compare(int16_t *own, const int16_t *other, int32_t x, int32_t y, int64_t *best) {
    if (other[0] < 0) return;
    const int64_t dx = other[0] - x, dy = other[1] - y, squared = dx * dx + dy * dy;
    if (squared >= *best) return;
    *best = squared;
    own[0] = other[0];
    own[1] = other[1];
}

static int64_t distance_of(const int16_t *own, int32_t x, int32_t y) {
    if (own[0] < 0) return INT64_MAX;
    const int64_t dx = own[0] - x, dy = own[1] - y;
    return dx * dx + dy * dy;
}

/// One pass over the rows in one direction, each row first from left to right, then back.
static void pass(int16_t *places, int32_t width, int32_t height, bool upwards) {
    for (int32_t line = 0; line < height; line++) {
        const int32_t y = upwards ? height - 1 - line : line;
        int16_t *row = places + 2 * (int64_t)y * width;
        const int16_t *before = line == 0 ? NULL : row + (upwards ? 2 : -2) * (int64_t)width;
        for (int32_t x = 0; x < width; x++) {
            int16_t *own = row + 2 * x;
            int64_t best = distance_of(own, x, y);
            if (before) {
                if (x > 0) compare(own, before + 2 * (x - 1), x, y, &best);
                compare(own, before + 2 * x, x, y, &best);
                if (x + 1 < width) compare(own, before + 2 * (x + 1), x, y, &best);
            }
            if (x > 0) compare(own, own - 2, x, y, &best);
        }
        for (int32_t x = width - 2; x >= 0; x--) {
            int16_t *own = row + 2 * x;
            int64_t best = distance_of(own, x, y);
            compare(own, own + 2, x, y, &best);
        }
    }
}

void puppet_nearest_seed(int16_t *places, int32_t width, int32_t height) {
    pass(places, width, height, false);
    pass(places, width, height, true);
}
