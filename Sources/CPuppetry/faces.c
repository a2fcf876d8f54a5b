#include "faces.h"

#include <math.h>

static int32_t within(int32_t x, int32_t low, int32_t high) { return x < low ? low : (x > high ? high : x); }

static int32_t luma(const uint8_t *p) { return (77 * p[0] + 150 * p[1] + 29 * p[2]) >> 8; }

int32_t puppet_look_at(puppet_picture from, int32_t left, int32_t top, int32_t right, int32_t bottom, puppet_look *look) {
    const int32_t x0 = within(left, 1, from.width - 1), x1 = within(right, 1, from.width - 1);
    const int32_t y0 = within(top, 1, from.height - 1), y1 = within(bottom, 1, from.height - 1);
    double sum = 0, squares = 0, detail = 0;
    int32_t count = 0;
    for (int32_t y = y0; y < y1; y++) {
        const uint8_t *row = from.pixels + (int64_t)y * from.row_bytes;
        for (int32_t x = x0; x < x1; x++) {
            const uint8_t *p = row + 4 * (int64_t)x;
            const int32_t here = luma(p);
            const int32_t around = luma(p - 4) + luma(p + 4) + luma(p - from.row_bytes) + luma(p + from.row_bytes);
            sum += here;
            squares += (double)here * here;
            detail += fabs(here - around / 4.0);
            count++;
        }
    }
    if (count == 0) return 0;
    const double mean = sum / count, variance = squares / count - mean * mean;
    *look = (puppet_look){(float)mean, (float)sqrt(variance > 0 ? variance : 0), (float)(detail / count)};
    return count;
}

static float smooth_step(float from, float to, float x) {
    const float t = (x - from) / (to - from), u = t < 0 ? 0 : (t > 1 ? 1 : t);
    return u * u * (3 - 2 * u);
}

void puppet_lay_lower_face(puppet_picture onto, puppet_picture patch, int32_t left, int32_t top,
                           const puppet_lower_face *face) {
    const float squared = face->down[0] * face->down[0] + face->down[1] * face->down[1];
    const float step = squared > 0 ? 1 / squared : 0, rim = face->rim > 1 ? face->rim : 1;
    const int32_t x0 = left < 0 ? -left : 0, x1 = within(onto.width - left, 0, patch.width);
    const int32_t y0 = top < 0 ? -top : 0, y1 = within(onto.height - top, 0, patch.height);
    for (int32_t y = y0; y < y1; y++) {
        uint8_t *out = onto.pixels + (int64_t)(top + y) * onto.row_bytes + 4 * (int64_t)left;
        const uint8_t *in = patch.pixels + (int64_t)y * patch.row_bytes;
        const float py = (float)y + 0.5f, from_edge_y = fminf(py, (float)patch.height - py);
        for (int32_t x = x0; x < x1; x++) {
            const float px = (float)x + 0.5f, from_edge = fminf(from_edge_y, fminf(px, (float)patch.width - px));
            const float below = ((px - face->nose[0]) * face->down[0] + (py - face->nose[1]) * face->down[1]) * step;
            const float weight = smooth_step(-0.15f, 0.02f, below) * smooth_step(0, rim, from_edge);
            if (!(weight > 0)) continue;
            for (int c = 0; c < 3; c++) {
                const float old = out[4 * x + c];
                out[4 * x + c] = (uint8_t)(old + weight * ((float)in[4 * x + c] - old) + 0.5f);
            }
        }
    }
}
