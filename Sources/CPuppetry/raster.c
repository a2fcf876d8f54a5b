#include "raster.h"

#include <math.h>
#include <string.h>

typedef uint8_t bytes4 __attribute__((vector_size(4)));
typedef uint8_t bytes8 __attribute__((vector_size(8)));
typedef uint16_t shorts4 __attribute__((vector_size(8)));
typedef uint16_t shorts8 __attribute__((vector_size(16)));

/// Farther than this a landmark is nonsense, and 16.16 fixed point would overflow.
static const float farthest = 16000;

static bool is_near(const puppet_vertex *v) {
    return fabsf(v->x) < farthest && fabsf(v->y) < farthest && fabsf(v->u) < farthest && fabsf(v->v) < farthest
        && isfinite(v->alpha);
}

/// A value that changes linearly over the picture: at + dx x + dy y.
typedef struct {
    double at, dx, dy;
} slope;

static slope slope_of(const puppet_vertex *p[3], double area, double f0, double f1, double f2) {
    const double x1 = (double)p[1]->x - p[0]->x, y1 = (double)p[1]->y - p[0]->y;
    const double x2 = (double)p[2]->x - p[0]->x, y2 = (double)p[2]->y - p[0]->y;
    slope s;
    s.dx = ((f1 - f0) * y2 - (f2 - f0) * y1) / area;
    s.dy = ((f2 - f0) * x1 - (f1 - f0) * x2) / area;
    s.at = f0 - s.dx * p[0]->x - s.dy * p[0]->y;
    return s;
}

/// Where the line a-b meets the row's centre. Both triangles of a shared edge compute it from the same end, so that the
/// same number comes out and no pixel between them is missed or drawn twice.
static double edge_x(const puppet_vertex *a, const puppet_vertex *b, double y) {
    if (b->y < a->y || (b->y == a->y && b->x < a->x)) {
        const puppet_vertex *swap = a;
        a = b;
        b = swap;
    }
    return a->x + (y - a->y) * ((double)b->x - a->x) / ((double)b->y - a->y);
}

/// 16.16 fixed point; what does not fit is held at the end, where the clamp to the texture holds it anyway.
static int32_t fixed(double x) {
    const double scaled = x * 65536.0;
    return scaled > 2147483000.0 ? 2147483000 : (scaled < -2147483000.0 ? -2147483000 : (int32_t)scaled);
}

static inline shorts4 bilinear(const uint8_t *at, int32_t row_bytes, uint16_t fx, uint16_t fy) {
    bytes8 upper, lower;
    memcpy(&upper, at, 8);
    memcpy(&lower, at + row_bytes, 8);
    const shorts8 a = __builtin_convertvector(upper, shorts8), b = __builtin_convertvector(lower, shorts8);
    const shorts8 column = (a * (uint16_t)(256 - fy) + b * fy + (uint16_t)128) >> 8;
    const shorts4 left = __builtin_shufflevector(column, column, 0, 1, 2, 3);
    const shorts4 right = __builtin_shufflevector(column, column, 4, 5, 6, 7);
    return (left * (uint16_t)(256 - fx) + right * fx + (uint16_t)128) >> 8;
}

static inline int32_t held(int32_t x, int32_t high) { return x < 0 ? 0 : (x > high ? high : x); }

/// How a texture comes to lie over what is there: instead of it, mixed by the corners' alpha, or by its own alpha too.
typedef enum { copied, blended, layered } laying;

/// One run of pixels of a row. u, v are 16.16 positions of the upper left texel; du, dv their change to the next pixel;
/// alpha is 16.16 of 0...256. Each way of laying is compiled apart through the constant `lay`.
static inline __attribute__((always_inline)) void run_of_pixels(
    uint8_t *out, int32_t count, puppet_picture texture, uint32_t u, uint32_t v, uint32_t du, uint32_t dv,
    uint32_t alpha, uint32_t dalpha, laying lay) {
    const int32_t right = (texture.width - 1) * 65536 - 1, bottom = (texture.height - 1) * 65536 - 1;
    for (int32_t i = 0; i < count; i++, u += du, v += dv, alpha += dalpha) {
        const int32_t x = held((int32_t)u, right), y = held((int32_t)v, bottom);
        const uint8_t *at = texture.pixels + (int64_t)(y >> 16) * texture.row_bytes + 4 * (int64_t)(x >> 16);
        shorts4 colour = bilinear(at, texture.row_bytes, (uint16_t)((x >> 8) & 255), (uint16_t)((y >> 8) & 255));
        if (lay != copied) {
            bytes4 under;
            memcpy(&under, out + 4 * i, 4);
            const uint16_t a = (uint16_t)(held((int32_t)alpha, 256 << 16) >> 16);
            const shorts4 below = __builtin_convertvector(under, shorts4);
            if (lay == blended) {
                colour = (colour * a + below * (uint16_t)(256 - a) + (uint16_t)128) >> 8;
            } else {
                colour = (colour * a + (uint16_t)128) >> 8;
                const uint16_t covered = (uint16_t)(colour[3] + (colour[3] >> 7));
                colour += (below * (uint16_t)(256 - covered) + (uint16_t)128) >> 8;
                colour = __builtin_elementwise_min(colour, (shorts4){255, 255, 255, 255});
            }
        }
        const bytes4 packed = __builtin_convertvector(colour, bytes4);
        memcpy(out + 4 * i, &packed, 4);
    }
}

static void draw_triangle(puppet_picture onto, int32_t first_row, int32_t end_row, puppet_picture texture,
                          const puppet_vertex *p[3], laying lay) {
    if (!(is_near(p[0]) && is_near(p[1]) && is_near(p[2]))) return;
    const double area = ((double)p[1]->x - p[0]->x) * ((double)p[2]->y - p[0]->y)
        - ((double)p[2]->x - p[0]->x) * ((double)p[1]->y - p[0]->y);
    if (fabs(area) < 1e-6) return;
    const float top = fminf(p[0]->y, fminf(p[1]->y, p[2]->y)), bottom = fmaxf(p[0]->y, fmaxf(p[1]->y, p[2]->y));
    int32_t y = (int32_t)ceilf(top - 0.5f), y_end = (int32_t)ceilf(bottom - 0.5f);
    if (y < first_row) y = first_row;
    if (y_end > end_row) y_end = end_row;
    if (y >= y_end) return;

    const slope u = slope_of(p, area, p[0]->u, p[1]->u, p[2]->u), v = slope_of(p, area, p[0]->v, p[1]->v, p[2]->v);
    const slope alpha = slope_of(p, area, p[0]->alpha, p[1]->alpha, p[2]->alpha);
    const uint32_t du = (uint32_t)fixed(u.dx), dv = (uint32_t)fixed(v.dx), da = (uint32_t)fixed(alpha.dx * 256);
    for (; y < y_end; y++) {
        const double row = (double)y + 0.5;
        double left = INFINITY, right = -INFINITY;
        for (int k = 0; k < 3; k++) {
            const puppet_vertex *a = p[k], *b = p[k == 2 ? 0 : k + 1];
            // Half open: the upper end belongs to the edge, the lower does not.
            if ((a->y <= row) == (b->y <= row)) continue;
            const double x = edge_x(a, b, row);
            left = fmin(left, x);
            right = fmax(right, x);
        }
        if (!(left < right)) continue;
        const double from = fmax(ceil(left - 0.5), 0), to = fmin(ceil(right - 0.5), onto.width);
        if (!(from < to)) continue;
        const double x = from + 0.5;
        const uint32_t u0 = (uint32_t)fixed(u.at + u.dx * x + u.dy * row - 0.5);
        const uint32_t v0 = (uint32_t)fixed(v.at + v.dx * x + v.dy * row - 0.5);
        uint8_t *out = onto.pixels + (int64_t)y * onto.row_bytes + 4 * (int64_t)from;
        const int32_t count = (int32_t)(to - from);
        if (lay == copied) {
            run_of_pixels(out, count, texture, u0, v0, du, dv, 0, 0, copied);
            continue;
        }
        const uint32_t a0 = (uint32_t)fixed((alpha.at + alpha.dx * x + alpha.dy * row) * 256 + 0.5);
        if (lay == blended)
            run_of_pixels(out, count, texture, u0, v0, du, dv, a0, da, blended);
        else
            run_of_pixels(out, count, texture, u0, v0, du, dv, a0, da, layered);
    }
}

static void draw(puppet_picture onto, int32_t first_row, int32_t end_row, puppet_picture texture,
                 const puppet_vertex *vertices, int32_t vertex_count, const uint16_t *index, int32_t triangle_count,
                 laying lay) {
    if (texture.width < 2 || texture.height < 2) return;
    if (first_row < 0) first_row = 0;
    if (end_row > onto.height) end_row = onto.height;
    for (int32_t i = 0; i < triangle_count; i++, index += 3) {
        if (index[0] >= vertex_count || index[1] >= vertex_count || index[2] >= vertex_count) continue;
        const puppet_vertex *corners[3] = {vertices + index[0], vertices + index[1], vertices + index[2]};
        draw_triangle(onto, first_row, end_row, texture, corners, lay);
    }
}

void puppet_draw_triangles(puppet_picture onto, int32_t first_row, int32_t end_row, puppet_picture texture,
                           const puppet_vertex *vertices, int32_t vertex_count, const uint16_t *index,
                           int32_t triangle_count, bool blends) {
    draw(onto, first_row, end_row, texture, vertices, vertex_count, index, triangle_count, blends ? blended : copied);
}

void puppet_draw_figure(puppet_picture onto, int32_t first_row, int32_t end_row, puppet_picture texture,
                        const puppet_vertex *vertices, int32_t vertex_count, const uint16_t *index,
                        int32_t triangle_count) {
    draw(onto, first_row, end_row, texture, vertices, vertex_count, index, triangle_count, layered);
}

/// Adds the part of [from, to) that each pixel of a row covers.
static void add_span(float *row, int32_t width, float from, float to, float weight) {
    if (from < 0) from = 0;
    if (to > (float)width) to = (float)width;
    if (!(from < to)) return;
    const int32_t first = (int32_t)from, last = (int32_t)ceilf(to) - 1;
    if (first == last) {
        row[first] += (to - from) * weight;
        return;
    }
    row[first] += ((float)(first + 1) - from) * weight;
    for (int32_t x = first + 1; x < last; x++) row[x] += weight;
    row[last] += (to - (float)last) * weight;
}

void puppet_polygon_coverage(const float *corners_xy, int32_t corner_count, float *mask, int32_t width, int32_t height,
                             int32_t left, int32_t top, float *crossings) {
    enum { samples = 4 };
    memset(mask, 0, sizeof(float) * (size_t)width * (size_t)height);
    for (int32_t line = 0; line < height * samples; line++) {
        const float y = (float)top + ((float)line + 0.5f) / samples;
        int32_t count = 0;
        for (int32_t k = 0; k < corner_count; k++) {
            const float *a = corners_xy + 2 * k, *b = corners_xy + 2 * (k + 1 == corner_count ? 0 : k + 1);
            if ((a[1] <= y) == (b[1] <= y)) continue;
            const float x = a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) - (float)left;
            const float turn = a[1] <= y ? 1.0f : -1.0f;
            int32_t at = count++;
            for (; at > 0 && crossings[2 * at - 2] > x; at--) {
                crossings[2 * at] = crossings[2 * at - 2];
                crossings[2 * at + 1] = crossings[2 * at - 1];
            }
            crossings[2 * at] = x;
            crossings[2 * at + 1] = turn;
        }
        float winding = 0;
        for (int32_t k = 0; k + 1 < count; k++) {
            winding += crossings[2 * k + 1];
            if (winding != 0)
                add_span(mask + (int64_t)(line / samples) * width, width, crossings[2 * k], crossings[2 * k + 2],
                         1.0f / samples);
        }
    }
}
