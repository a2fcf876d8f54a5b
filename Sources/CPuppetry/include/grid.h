#pragma once

#include <stdint.h>

/// How many landmarks steer one node of the warp grid.
enum { puppet_nearest_count = 8 };

/// The landmarks nearest to (x, y) in the picture plane, nearest first. `landmarks` holds 4 floats each (x, y, z, unused),
/// at least `puppet_nearest_count` of them.
void puppet_nearest_landmarks(const float *landmarks, int32_t landmark_count, float x, float y,
                              uint16_t nearest[puppet_nearest_count], float distance[puppet_nearest_count]);

/// How the head is held: picture x, y = rows of the scaled rotation times the canonical point, plus the shift.
typedef struct {
    float x[3], y[3], shift[2];
} puppet_head;

/// Where the nodes of the warp grid go:
///   target = head(canonical) + sum over its landmarks of weight * expression
///   node   = home + follows * (target - home)
/// `home` and `out` hold 2 floats a node, `canonical` 3, `nearest` and `weight` 8, `expression` 2 floats a landmark.
void puppet_move_nodes(const float *home, const float *canonical, const float *follows, const uint16_t *nearest,
                       const float *weight, int32_t node_count, const float *expression, puppet_head head, float *out);

/// How many bones steer one node of a figure.
enum { puppet_bones_per_node = 4 };

/// Where a bone takes what hangs on it: x' = m0 x + m1 y + m2, y' = m3 x + m4 y + m5; and the same taken apart into the
/// cosine and sine of its turn and the stretching before it, xx, xy and yy of a symmetric matrix.
typedef struct {
    float map[6], turn[2], stretch[3];
} puppet_bone;

/// Where the nodes of a figure go. Means of turned places would draw a joint together the more the farther it turns; so
/// turns and stretches are averaged by weight each on their own, about a pivot that goes where its bones take it on the
/// mean (centres of rotation: Le, Hodgins, ACM TOG 35, 2016). `home`, `pivot` and `out` hold 2 floats a node, `bone` and
/// `weight` 4. Bones beyond `bone_count` count nothing.
void puppet_skin_nodes(const float *home, const float *pivot, const uint16_t *bone, const float *weight,
                       int32_t node_count, const puppet_bone *bones, int32_t bone_count, float *out);
