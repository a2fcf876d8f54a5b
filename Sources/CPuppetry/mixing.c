#include "mixing.h"

#include <math.h>
#include <string.h>

static float clampf(float x, float low, float high) { return x < low ? low : (x > high ? high : x); }

static int32_t held(int32_t x, int32_t high) { return x < 0 ? 0 : (x > high ? high : x); }

void puppet_capsule_distance(const puppet_capsule *capsules, int32_t count, float *out, int32_t width, int32_t height) {
    for (int32_t i = 0; i < width * height; i++) out[i] = 1e6f;
    for (int32_t k = 0; k < count; k++) {
        const puppet_capsule c = capsules[k];
        const float dx = c.x1 - c.x0, dy = c.y1 - c.y0, across = 1 / fmaxf(dx * dx + dy * dy, 1e-6f);
        for (int32_t y = 0; y < height; y++) {
            float *row = out + (int64_t)y * width;
            const float py = (float)y + 0.5f - c.y0;
            for (int32_t x = 0; x < width; x++) {
                const float px = (float)x + 0.5f - c.x0;
                const float t = fminf(fmaxf((px * dx + py * dy) * across, 0), 1);
                const float ex = px - t * dx, ey = py - t * dy;
                const float radius = fmaxf(c.r0 + (c.r1 - c.r0) * t, 1e-3f);
                row[x] = fminf(row[x], sqrtf(ex * ex + ey * ey) / radius);
            }
        }
    }
}

/// Bilinear at continuous coordinates of a plane, its edge continued.
static float sample(const float *plane, int32_t width, int32_t height, float x, float y) {
    const float u = clampf(x - 0.5f, 0, (float)(width - 1)), v = clampf(y - 0.5f, 0, (float)(height - 1));
    const int32_t i = (int32_t)u, j = (int32_t)v;
    const float *p = plane + (int64_t)j * width + i;
    const int32_t right = i + 1 < width, below = j + 1 < height ? width : 0;
    const float fu = u - (float)i, fv = v - (float)j;
    const float upper = p[0] + (p[right] - p[0]) * fu, lower = p[below] + (p[below + right] - p[below]) * fu;
    return upper + (lower - upper) * fv;
}

/// Whether a row of the mask and the next hold anything.
static bool is_empty(const float *mask, int32_t width, int32_t height, float y) {
    const int32_t first = held((int32_t)(y - 0.5f), height - 1), last = held(first + 1, height - 1);
    for (int32_t row = first; row <= last; row++)
        for (int32_t x = 0; x < width; x++)
            if (mask[(int64_t)row * width + x] > 0) return false;
    return true;
}

void puppet_lay_plate(puppet_picture frame, puppet_picture plate, const float *mask, int32_t mask_width,
                      int32_t mask_height, puppet_picture onto) {
    const float sx = (float)mask_width / (float)onto.width, sy = (float)mask_height / (float)onto.height;
    for (int32_t y = 0; y < onto.height; y++) {
        const uint8_t *f = frame.pixels + (int64_t)y * frame.row_bytes, *p = plate.pixels + (int64_t)y * plate.row_bytes;
        uint8_t *out = onto.pixels + (int64_t)y * onto.row_bytes;
        memcpy(out, f, 4 * (size_t)onto.width);
        const float v = ((float)y + 0.5f) * sy;
        if (is_empty(mask, mask_width, mask_height, v)) continue;
        for (int32_t x = 0; x < onto.width; x++) {
            const float share = sample(mask, mask_width, mask_height, ((float)x + 0.5f) * sx, v);
            if (!(share > 0.002f)) continue;
            const int32_t k = (int32_t)(clampf(share, 0, 1) * 256 + 0.5f);
            for (int c = 0; c < 3; c++) out[4 * x + c] = (uint8_t)((f[4 * x + c] * (256 - k) + p[4 * x + c] * k + 128) >> 8);
        }
    }
}

/// What a witness shows of a place; false where it shows a person or nothing.
static bool look(const puppet_witness *from, float x, float y, float rgb[3]) {
    const puppet_picture picture = from->picture;
    const float u = from->affine[0] * x + from->affine[1] * y + from->affine[2] - 0.5f;
    const float v = from->affine[3] * x + from->affine[4] * y + from->affine[5] - 0.5f;
    if (!(u > -0.5f && v > -0.5f && u < (float)picture.width - 0.5f && v < (float)picture.height - 0.5f)) return false;
    const float hidden = sample(from->mask, from->mask_width, from->mask_height,
                                (u + 0.5f) * (float)from->mask_width / (float)picture.width,
                                (v + 0.5f) * (float)from->mask_height / (float)picture.height);
    if (hidden > 0.15f) return false;
    const float s = clampf(u, 0, (float)picture.width - 1.001f), t = clampf(v, 0, (float)picture.height - 1.001f);
    const int32_t i = (int32_t)s, j = (int32_t)t;
    const float fu = s - (float)i, fv = t - (float)j;
    const uint8_t *p = picture.pixels + (int64_t)j * picture.row_bytes + 4 * (int64_t)i, *q = p + picture.row_bytes;
    for (int c = 0; c < 3; c++) {
        const float upper = (float)p[c] + (float)(p[4 + c] - p[c]) * fu;
        const float lower = (float)q[c] + (float)(q[4 + c] - q[c]) * fu;
        rgb[c] = upper + (lower - upper) * fv;
    }
    return true;
}

void puppet_background(const puppet_witness *witnesses, int32_t count, puppet_picture plate, float *known,
                       int32_t first_row, int32_t end_row) {
    if (count > puppet_most_witnesses) count = puppet_most_witnesses;
    for (int32_t y = first_row; y < end_row; y++) {
        for (int32_t x = 0; x < plate.width; x++) {
            float seen[puppet_most_witnesses][4];
            int32_t held_count = 0;
            for (int32_t k = 0; k < count; k++) {
                float rgb[3];
                if (!look(witnesses + k, (float)x + 0.5f, (float)y + 0.5f, rgb)) continue;
                const float luma = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
                int32_t at = held_count++;
                for (; at > 0 && seen[at - 1][3] > luma; at--) memcpy(seen[at], seen[at - 1], sizeof seen[at]);
                memcpy(seen[at], rgb, sizeof rgb);
                seen[at][3] = luma;
            }
            known[(int64_t)y * plate.width + x] = held_count > 0 ? 1 : 0;
            if (held_count == 0) continue;
            uint8_t *out = plate.pixels + (int64_t)y * plate.row_bytes + 4 * (int64_t)x;
            for (int c = 0; c < 3; c++) out[c] = (uint8_t)(seen[held_count / 2][c] + 0.5f);
            out[3] = 255;
        }
    }
}

void puppet_registration_step(const float *now, const float *before, const float *weight, int32_t width, int32_t height,
                              const float affine[6], double out[16]) {
    double sums[16] = {0};
    const float cx = 0.5f * (float)width, cy = 0.5f * (float)height, unit = 2 / (float)(width > height ? width : height);
    for (int32_t y = 1; y + 1 < height; y++) {
        float row[16] = {0};
        for (int32_t x = 1; x + 1 < width; x++) {
            const int64_t at = (int64_t)y * width + x;
            if (!(weight[at] > 0)) continue;
            const float px = (float)x + 0.5f, py = (float)y + 0.5f;
            const float u = affine[0] * px + affine[1] * py + affine[2], v = affine[3] * px + affine[4] * py + affine[5];
            if (!(u > 1 && v > 1 && u < (float)width - 1 && v < (float)height - 1)) continue;
            const float gx = 0.5f * (now[at + 1] - now[at - 1]), gy = 0.5f * (now[at + width] - now[at - width]);
            const float off = sample(before, width, height, u, v) - now[at];
            // Cauchy's weights: what differs much moves by itself.
            const float w = weight[at] / (1 + off * off * 400);
            const float dx = ((float)x + 0.5f - cx) * unit, dy = ((float)y + 0.5f - cy) * unit;
            const float j[4] = {gx, gy, gx * dx + gy * dy, gy * dx - gx * dy};
            int k = 0;
            for (int a = 0; a < 4; a++)
                for (int b = a; b < 4; b++) row[k++] += w * j[a] * j[b];
            for (int a = 0; a < 4; a++) row[k++] += w * j[a] * off;
            row[14] += w;
            row[15] += weight[at] * fabsf(off);
        }
        for (int k = 0; k < 16; k++) sums[k] += row[k];
    }
    memcpy(out, sums, sizeof sums);
}

static const float white[3] = {0.9505f, 1, 1.089f};

static float linear(float x) { return x > 0.04045f ? powf((x + 0.055f) / 1.055f, 2.4f) : x / 12.92f; }

static float encoded(float x) { return x > 0.0031308f ? 1.055f * powf(x, 1 / 2.4f) - 0.055f : 12.92f * x; }

static void to_lab(const uint8_t *rgb, float lab[3]) {
    const float r = linear((float)rgb[0] / 255), g = linear((float)rgb[1] / 255), b = linear((float)rgb[2] / 255);
    const float xyz[3] = {(0.4124f * r + 0.3576f * g + 0.1805f * b) / white[0], 0.2126f * r + 0.7152f * g + 0.0722f * b,
                          (0.0193f * r + 0.1192f * g + 0.9505f * b) / white[2]};
    float f[3];
    for (int c = 0; c < 3; c++) f[c] = xyz[c] > 0.008856f ? cbrtf(xyz[c]) : 7.787f * xyz[c] + 16.0f / 116;
    lab[0] = 116 * f[1] - 16;
    lab[1] = 500 * (f[0] - f[1]);
    lab[2] = 200 * (f[1] - f[2]);
}

static void from_lab(const float lab[3], uint8_t *rgb) {
    const float fy = (lab[0] + 16) / 116, f[3] = {fy + lab[1] / 500, fy, fy - lab[2] / 200};
    float xyz[3];
    for (int c = 0; c < 3; c++)
        xyz[c] = white[c] * (f[c] > 0.206893f ? f[c] * f[c] * f[c] : (f[c] - 16.0f / 116) / 7.787f);
    const float out[3] = {3.2406f * xyz[0] - 1.5372f * xyz[1] - 0.4986f * xyz[2],
                          -0.9689f * xyz[0] + 1.8758f * xyz[1] + 0.0415f * xyz[2],
                          0.0557f * xyz[0] - 0.2040f * xyz[1] + 1.0570f * xyz[2]};
    for (int c = 0; c < 3; c++) rgb[c] = (uint8_t)(clampf(encoded(fmaxf(out[c], 0)), 0, 1) * 255 + 0.5f);
}

void puppet_lab_sums(puppet_picture picture, const float *mask, int32_t mask_width, int32_t mask_height, int32_t step,
                     double out[7]) {
    memset(out, 0, 7 * sizeof(double));
    for (int32_t y = 0; y < picture.height; y += step) {
        const int32_t row = (int32_t)((int64_t)y * mask_height / picture.height);
        for (int32_t x = 0; x < picture.width; x += step) {
            const int32_t column = (int32_t)((int64_t)x * mask_width / picture.width);
            if (!(mask[(int64_t)row * mask_width + column] > 0.8f)) continue;
            float lab[3];
            to_lab(picture.pixels + (int64_t)y * picture.row_bytes + 4 * (int64_t)x, lab);
            for (int c = 0; c < 3; c++) {
                out[c] += lab[c];
                out[3 + c] += (double)lab[c] * lab[c];
            }
            out[6]++;
        }
    }
}

void puppet_change_light(puppet_picture picture, float middle, float gain, const float shift[3]) {
    for (int32_t y = 0; y < picture.height; y++) {
        uint8_t *p = picture.pixels + (int64_t)y * picture.row_bytes;
        for (int32_t x = 0; x < picture.width; x++, p += 4) {
            float lab[3];
            to_lab(p, lab);
            lab[0] = clampf((lab[0] - middle) * gain + middle + shift[0], 0, 100);
            lab[1] += shift[1];
            lab[2] += shift[2];
            from_lab(lab, p);
        }
    }
}
