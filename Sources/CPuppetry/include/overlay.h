#pragma once

#include "sampling.h"

/// Lays one colour over the picture where `mask` (8-bit, `mask_row_bytes` from row to row, its corner at (left, top) of the
/// picture, which it may leave) says so: 0 nothing ... 255 `opacity` (0...1) of it.
void puppet_lay_colour(puppet_picture onto, const uint8_t *mask, int32_t mask_width, int32_t mask_height,
                       int32_t mask_row_bytes, int32_t left, int32_t top, const uint8_t colour[3], float opacity);
