#pragma once

#include "sampling.h"

/// Softens the picture along a line, where two edges of a mesh have come together that were apart before and would meet
/// in stairs: each pixel within `radius` of it is mixed with its neighbours, the most on the line itself.
/// - line: `count` corners, x and y each.
/// - strength: 0...1.
/// - scratch: 4 bytes for each pixel of the line's box, three pixels wider than it on every side.
void puppet_soften_line(puppet_picture picture, const float *line, int32_t count, float radius, float strength,
                        uint8_t *scratch, int32_t scratch_pixels);
