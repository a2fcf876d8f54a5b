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

void puppet_skin_nodes(const float *home, const uint16_t *bone, const float *weight, int32_t node_count,
                       const float *maps, int32_t bone_count, float *out) {
    for (int32_t i = 0; i < node_count; i++) {
        const float x = home[2 * i], y = home[2 * i + 1];
        float sum[2] = {0, 0};
        for (int k = 0; k < puppet_bones_per_node; k++) {
            const uint16_t which = bone[puppet_bones_per_node * i + k];
            if (which >= bone_count) continue;
            const float w = weight[puppet_bones_per_node * i + k], *m = maps + 6 * which;
            sum[0] += w * (m[0] * x + m[1] * y + m[2]);
            sum[1] += w * (m[3] * x + m[4] * y + m[5]);
        }
        out[2 * i] = sum[0];
        out[2 * i + 1] = sum[1];
    }
}
