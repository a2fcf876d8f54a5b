#pragma once

#include <stddef.h>
#include <stdint.h>

/// The inference runtime (OpenVINO, C interface of 2026.4), found at run time so that building needs none of it.
/// Functions return 0 when they worked; else `why` holds one sentence. All memory is the caller's: treat the structs as
/// opaque and give the zeroed struct to the opening function.
typedef struct {
    void *library, *core, *functions[20];
} inference_runtime;

typedef struct {
    const inference_runtime *runtime;
    void *compiled, *request;
} inference_model;

/// Element types of the runtime's enumeration (openvino/c/ov_common.h, ov_element_type_e).
typedef enum { inference_f32 = 4, inference_i64 = 10 } inference_element;

/// - library: path of libopenvino_c.so; its neighbours are found beside it.
int inference_runtime_open(inference_runtime *runtime, const char *library, char *why, size_t why_size);
/// Every model must have been closed. The library itself stays loaded: its threads may outlive the core.
void inference_runtime_close(inference_runtime *runtime);

/// Compiles a model for the CPU, for low latency in 32-bit floats.
/// - cache: folder for compiled models, or NULL.
int inference_model_open(inference_model *model, const inference_runtime *runtime, const char *path, const char *cache,
                         int32_t threads, char *why, size_t why_size);
void inference_model_close(inference_model *model);

/// The floats of the only input of a model whose shapes are fixed; they stay at this address.
int inference_model_input(const inference_model *model, float **floats, size_t *count, char *why, size_t why_size);
/// Copies values into the named input, which takes their shape.
/// - shape: `rank` lengths, whose product is the number of values.
int inference_model_set(const inference_model *model, const char *name, inference_element element, const int64_t *shape,
                        int32_t rank, const void *values, char *why, size_t why_size);
int inference_model_run(const inference_model *model, char *why, size_t why_size);
/// The floats of the named output, valid until the next run.
int inference_model_output(const inference_model *model, const char *name, float **floats, size_t *count, char *why,
                           size_t why_size);
/// The same for an output of whole numbers.
int inference_model_whole_output(const inference_model *model, const char *name, int64_t **numbers, size_t *count,
                                 char *why, size_t why_size);
