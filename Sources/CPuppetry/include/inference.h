#pragma once

#include <stddef.h>
#include <stdint.h>

/// The inference runtime (OpenVINO, C interface of 2026.4), found at run time so that building needs none of it.
/// Functions return 0 when they worked; else `why` holds one sentence. All memory is the caller's: treat the structs as
/// opaque and give the zeroed struct to the opening function.
typedef struct {
    void *library, *core, *functions[16];
} puppet_runtime;

typedef struct {
    const puppet_runtime *runtime;
    void *compiled, *request;
} puppet_network;

/// - library: path of libopenvino_c.so; its neighbours are found beside it.
int puppet_runtime_open(puppet_runtime *runtime, const char *library, char *why, size_t why_size);
/// Every network must have been closed. The library itself stays loaded: its threads may outlive the core.
void puppet_runtime_close(puppet_runtime *runtime);

/// Compiles a model for the CPU, for low latency in 32-bit floats.
/// - cache: folder for compiled models, or NULL.
int puppet_network_open(puppet_network *network, const puppet_runtime *runtime, const char *model, const char *cache,
                        int32_t threads, char *why, size_t why_size);
void puppet_network_close(puppet_network *network);

/// The floats of the only input; they stay at this address.
int puppet_network_input(const puppet_network *network, float **floats, size_t *count, char *why, size_t why_size);
int puppet_network_run(const puppet_network *network, char *why, size_t why_size);
/// The floats of the named output, valid until the next run.
int puppet_network_output(const puppet_network *network, const char *name, float **floats, size_t *count, char *why,
                          size_t why_size);
