#include "grid.h"

#include <math.h>

void puppet_nearest_landmarks(const float *landmarks, int32_t landmark_count, float x, float y,
                              uint16_t nearest[puppet_nearest_count], float distance[puppet_nearest_count]) {
    int32_t held = 0;
    for (int32_t i = 0; i < landmark_count; i++) {
        const float dx = landmarks[4 * i] - x, dy = landmarks[4 * i + 1] - y;
        const float squared = dx * dx + dy * dy;
        if (held == puppet_nearest_count && !(squared < distance[held - 1])) continue;
        int32_t at = held < puppet_nearest_count ? held++ : held - 1;
        for (; at > 0 && distance[at - 1] > squared; at--) {
            distance[at] = distance[at - 1];
            nearest[at] = nearest[at - 1];
        }
        distance[at] = squared;
        nearest[at] = (uint16_t)i;
    }
    for (int32_t k = 0; k < held; k++) distance[k] = sqrtf(distance[k]);
}

void puppet_move_nodes(const float *home, const float *canonical, const float *follows, const uint16_t *nearest,
                       const float *weight, int32_t node_count, const float *expression, puppet_head head, float *out) {
    for (int32_t i = 0; i < node_count; i++) {
        const float *c = canonical + 3 * i;
        float x = head.x[0] * c[0] + head.x[1] * c[1] + head.x[2] * c[2] + head.shift[0];
        float y = head.y[0] * c[0] + head.y[1] * c[1] + head.y[2] * c[2] + head.shift[1];
        for (int k = 0; k < puppet_nearest_count; k++) {
            const float w = weight[puppet_nearest_count * i + k];
            const float *e = expression + 2 * nearest[puppet_nearest_count * i + k];
            x += w * e[0];
            y += w * e[1];
        }
        out[2 * i] = home[2 * i] + follows[i] * (x - home[2 * i]);
        out[2 * i + 1] = home[2 * i + 1] + follows[i] * (y - home[2 * i + 1]);
    }
}

void puppet_skin_nodes(const float *home, const float *pivot, const uint16_t *bone, const float *weight,
                       int32_t node_count, const puppet_bone *bones, int32_t bone_count, float *out) {
    for (int32_t i = 0; i < node_count; i++) {
        const float x = pivot[2 * i], y = pivot[2 * i + 1];
        float to[2] = {0, 0}, turn[2] = {0, 0}, stretch[3] = {0, 0, 0};
        for (int k = 0; k < puppet_bones_per_node; k++) {
            const uint16_t which = bone[puppet_bones_per_node * i + k];
            if (which >= bone_count) continue;
            const float w = weight[puppet_bones_per_node * i + k];
            const puppet_bone *b = bones + which;
            to[0] += w * (b->map[0] * x + b->map[1] * y + b->map[2]);
            to[1] += w * (b->map[3] * x + b->map[4] * y + b->map[5]);
            for (int c = 0; c < 2; c++) turn[c] += w * b->turn[c];
            for (int c = 0; c < 3; c++) stretch[c] += w * b->stretch[c];
        }
        // Bones that point opposite ways have no mean direction.
        const float length = sqrtf(turn[0] * turn[0] + turn[1] * turn[1]);
        const float c = length > 1e-3f ? turn[0] / length : 1, s = length > 1e-3f ? turn[1] / length : 0;
        const float dx = home[2 * i] - x, dy = home[2 * i + 1] - y;
        const float ex = stretch[0] * dx + stretch[1] * dy, ey = stretch[1] * dx + stretch[2] * dy;
        out[2 * i] = to[0] + c * ex - s * ey;
        out[2 * i + 1] = to[1] + s * ex + c * ey;
    }
}
