#pragma once

#include "sampling.h"

/// A corner: where it lies in the picture drawn on, where its colour lies in the texture, how opaque it is (0...1).
typedef struct {
    float x, y, u, v, alpha;
} puppet_vertex;

/// Draws textured triangles, in the order given, into rows `first_row ..< end_row` of `onto`: two threads may draw the
/// same list into different bands. Bilinear; the texture's edge pixels continue outside it. Pixels whose centre lies on
/// an edge shared by two triangles are drawn by exactly one of them. Triangles with a corner that is not finite or
/// absurdly far away are left out, as are those whose `index` points outside `vertex_count`.
/// - blends: false replaces pixels and ignores alpha; true lays the texture over them by the corners' alpha.
void puppet_draw_triangles(puppet_picture onto, int32_t first_row, int32_t end_row, puppet_picture texture,
                           const puppet_vertex *vertices, int32_t vertex_count, const uint16_t *index,
                           int32_t triangle_count, bool blends);

/// The same for a texture with transparency, colours multiplied by alpha: it is laid over what is there, thinned out by
/// the corners' alpha.
void puppet_draw_figure(puppet_picture onto, int32_t first_row, int32_t end_row, puppet_picture texture,
                        const puppet_vertex *vertices, int32_t vertex_count, const uint16_t *index,
                        int32_t triangle_count);

/// How much of each pixel a polygon covers, 0...1: exact across, four samples down. Even-odd is not needed: the polygon
/// is filled by the non-zero rule. `mask` is `width` x `height`, its corner at (left, top); it is overwritten.
/// `crossings` is scratch for 2 * corner_count floats.
void puppet_polygon_coverage(const float *corners_xy, int32_t corner_count, float *mask, int32_t width, int32_t height,
                             int32_t left, int32_t top, float *crossings);
