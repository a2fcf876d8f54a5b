#include "fill.h"

#include <math.h>
#include <string.h>

typedef float floats4 __attribute__((vector_size(16)));

static floats4 load(const float *at) {
    floats4 value;
    memcpy(&value, at, sizeof value);
    return value;
}

static void store(float *at, floats4 value) { memcpy(at, &value, sizeof value); }

static int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }

void puppet_pull(const float *fine, int32_t width, int32_t height, float *coarse) {
    const int32_t columns = (width + 1) / 2, rows = (height + 1) / 2;
    for (int32_t y = 0; y < rows; y++) {
        const float *upper = fine + 4 * (int64_t)(2 * y) * width;
        const float *lower = fine + 4 * (int64_t)smaller(2 * y + 1, height - 1) * width;
        for (int32_t x = 0; x < columns; x++, coarse += 4) {
            const int64_t left = 8 * (int64_t)x, right = 4 * (int64_t)smaller(2 * x + 1, width - 1);
            const floats4 sum = load(upper + left) + load(upper + right) + load(lower + left) + load(lower + right);
            store(coarse, sum / fmaxf(sum[3], 1));
        }
    }
}

void puppet_push(float *fine, int32_t width, int32_t height, const float *coarse) {
    const int32_t columns = (width + 1) / 2, rows = (height + 1) / 2;
    for (int32_t y = 0; y < height; y++) {
        // The nearer coarse row counts three quarters, the one beyond it a quarter.
        const int32_t near_row = y / 2, far = near_row + (y % 2 ? 1 : -1);
        const int32_t far_row = far < 0 ? 0 : smaller(far, rows - 1);
        const float *a = coarse + 4 * (int64_t)near_row * columns, *b = coarse + 4 * (int64_t)far_row * columns;
        for (int32_t x = 0; x < width; x++, fine += 4) {
            const floats4 own = load(fine);
            if (own[3] >= 1) continue;
            const int32_t near_column = x / 2, beside = near_column + (x % 2 ? 1 : -1);
            const int64_t i = 4 * (int64_t)near_column;
            const int64_t k = 4 * (int64_t)(beside < 0 ? 0 : smaller(beside, columns - 1));
            const floats4 mixed = (load(a + i) * 3 + load(a + k)) * 0.1875f + (load(b + i) * 3 + load(b + k)) * 0.0625f;
            store(fine, own + mixed * (1 - own[3]));
        }
    }
}

void puppet_weighted(puppet_picture from, const float *weight, float *out) {
    for (int32_t y = 0; y < from.height; y++) {
        const uint8_t *p = from.pixels + (int64_t)y * from.row_bytes;
        for (int32_t x = 0; x < from.width; x++, p += 4, out += 4, weight++) {
            const floats4 colour = {(float)p[0], (float)p[1], (float)p[2], 1};
            store(out, colour * *weight);
        }
    }
}

static uint8_t byte(float x) { return (uint8_t)(fminf(fmaxf(x, 0), 255) + 0.5f); }

void puppet_lay_colours(const float *plane, const float *share, puppet_picture onto) {
    for (int32_t y = 0; y < onto.height; y++) {
        uint8_t *p = onto.pixels + (int64_t)y * onto.row_bytes;
        for (int32_t x = 0; x < onto.width; x++, p += 4, plane += 4, share++) {
            if (!(*share > 0)) continue;
            for (int c = 0; c < 3; c++) p[c] = byte((float)p[c] + (plane[c] - (float)p[c]) * fminf(*share, 1));
        }
    }
}

void puppet_premultiply(puppet_picture picture, const float *mask) {
    for (int32_t y = 0; y < picture.height; y++) {
        uint8_t *p = picture.pixels + (int64_t)y * picture.row_bytes;
        for (int32_t x = 0; x < picture.width; x++, p += 4, mask++) {
            const float alpha = fminf(fmaxf(*mask, 0), 1);
            for (int c = 0; c < 3; c++) p[c] = byte((float)p[c] * alpha);
            p[3] = byte(255 * alpha);
        }
    }
}

void puppet_colour_distance(const float *plane, puppet_picture picture, float *out) {
    for (int32_t y = 0; y < picture.height; y++) {
        const uint8_t *p = picture.pixels + (int64_t)y * picture.row_bytes;
        for (int32_t x = 0; x < picture.width; x++, p += 4, plane += 4) {
            float most = 0;
            for (int c = 0; c < 3; c++) most = fmaxf(most, fabsf((float)p[c] - plane[c]));
            *out++ = most / 255;
        }
    }
}

/// Mean colour of the known pixels of a row from `at` on, going by `step`; how many there were.
static int row_mean(const uint8_t *row, const float *known, int32_t width, int32_t at, int32_t step, float mean[3]) {
    enum { most = 6 };
    int count = 0;
    mean[0] = mean[1] = mean[2] = 0;
    for (; at >= 0 && at < width && count < most && known[at] > 0.5f; at += step, count++)
        for (int c = 0; c < 3; c++) mean[c] += row[4 * at + c];
    for (int c = 0; c < 3; c++) mean[c] /= (float)(count ? count : 1);
    return count;
}

void puppet_cross_holes(puppet_picture picture, const float *known) {
    for (int32_t y = 0; y < picture.height; y++, known += picture.width) {
        uint8_t *row = picture.pixels + (int64_t)y * picture.row_bytes;
        for (int32_t first = 0; first < picture.width; first++) {
            if (known[first] > 0.5f) continue;
            int32_t end = first;
            while (end < picture.width && !(known[end] > 0.5f)) end++;
            float left[3], right[3];
            const bool both = row_mean(row, known, picture.width, first - 1, -1, left) > 0 &&
                              row_mean(row, known, picture.width, end, 1, right) > 0;
            for (int32_t x = first; both && x < end; x++) {
                const float share = ((float)(x - first) + 0.5f) / (float)(end - first);
                for (int c = 0; c < 3; c++) row[4 * x + c] = byte(left[c] + (right[c] - left[c]) * share);
            }
            first = end;
        }
    }
}
