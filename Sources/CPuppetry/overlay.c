#include "overlay.h"

static int32_t within(int32_t x, int32_t low, int32_t high) { return x < low ? low : (x > high ? high : x); }

void puppet_lay_colour(puppet_picture onto, const uint8_t *mask, int32_t mask_width, int32_t mask_height,
                       int32_t mask_row_bytes, int32_t left, int32_t top, const uint8_t colour[3], float opacity) {
    const int32_t strength = within((int32_t)(opacity * 256 + 0.5f), 0, 256);
    const int32_t x0 = left < 0 ? -left : 0, x1 = within(onto.width - left, 0, mask_width);
    const int32_t y0 = top < 0 ? -top : 0, y1 = within(onto.height - top, 0, mask_height);
    for (int32_t y = y0; y < y1; y++) {
        const uint8_t *cover = mask + (int64_t)y * mask_row_bytes;
        uint8_t *out = onto.pixels + (int64_t)(top + y) * onto.row_bytes + 4 * (int64_t)left;
        for (int32_t x = x0; x < x1; x++) {
            const int32_t weight = cover[x] * strength;  // 0...65280
            if (weight == 0) continue;
            for (int c = 0; c < 3; c++) {
                const int32_t old = out[4 * x + c];
                out[4 * x + c] = (uint8_t)(old + ((colour[c] - old) * weight + (colour[c] > old ? 32640 : -32640)) / 65280);
            }
        }
    }
}
