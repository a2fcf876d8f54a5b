#include "inference.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

/// The functions used, in the order of `inference_runtime.functions`.
enum { core_create, core_free, compile, compiled_free, request_create, request_free, infer, tensor_by_name,
       input_tensor, tensor_data, tensor_size, tensor_type, tensor_free, tensor_create, set_tensor, last_error, function_count };

static const char *const names[function_count] = {
    "ov_core_create", "ov_core_free", "ov_core_compile_model_from_file", "ov_compiled_model_free",
    "ov_compiled_model_create_infer_request", "ov_infer_request_free", "ov_infer_request_infer",
    "ov_infer_request_get_tensor", "ov_infer_request_get_input_tensor", "ov_tensor_data", "ov_tensor_get_size",
    "ov_tensor_get_element_type", "ov_tensor_free", "ov_tensor_create", "ov_infer_request_set_tensor",
    "ov_get_last_err_msg"};

typedef int (*create_function)(void **);
typedef void (*free_function)(void *);
typedef int (*compile_function)(const void *core, const char *model, const char *device, size_t arguments,
                                void **compiled, ...);
typedef int (*request_function)(const void *compiled, void **request);
typedef int (*infer_function)(void *request);
typedef int (*by_name_function)(const void *request, const char *name, void **tensor);
typedef int (*data_function)(const void *tensor, void **data);
typedef int (*size_function)(const void *tensor, size_t *count);
typedef int (*type_function)(const void *tensor, int *type);
/// The runtime's ov_shape_t, which is passed by value.
typedef struct {
    int64_t rank;
    const int64_t *lengths;
} shape_of;
typedef int (*tensor_create_function)(int type, shape_of shape, void **tensor);
typedef int (*set_tensor_function)(void *request, const char *name, const void *tensor);
typedef const char *(*error_function)(void);

static int fail(const inference_runtime *runtime, const char *what, const char *which, char *why, size_t why_size) {
    const char *detail = runtime->functions[last_error] ? ((error_function)runtime->functions[last_error])() : NULL;
    // Only the last line tells the cause; those before it name source files of the runtime.
    if (detail) {
        size_t length = strlen(detail);
        while (length > 0 && detail[length - 1] == '\n') length--;
        size_t start = length;
        while (start > 0 && detail[start - 1] != '\n') start--;
        snprintf(why, why_size, "The inference runtime could not %s %s: %.*s", what, which, (int)(length - start),
                 detail + start);
    } else {
        snprintf(why, why_size, "The inference runtime could not %s %s.", what, which);
    }
    return -1;
}

int inference_runtime_open(inference_runtime *runtime, const char *library, char *why, size_t why_size) {
    memset(runtime, 0, sizeof *runtime);
    // Every thread would get an arena of its own, and each reserves 64 MB of the addresses the process may have.
    mallopt(M_ARENA_MAX, 4);
    runtime->library = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!runtime->library) {
        snprintf(why, why_size, "The inference runtime could not be loaded: %s.", dlerror());
        return -1;
    }
    for (int i = 0; i < function_count; i++) {
        runtime->functions[i] = dlsym(runtime->library, names[i]);
        if (!runtime->functions[i]) {
            snprintf(why, why_size, "The inference runtime is of another version than expected: it has no %s.", names[i]);
            return -1;
        }
    }
    if (((create_function)runtime->functions[core_create])(&runtime->core) != 0)
        return fail(runtime, "start", "its core", why, why_size);
    return 0;
}

void inference_runtime_close(inference_runtime *runtime) {
    if (runtime->core) ((free_function)runtime->functions[core_free])(runtime->core);
    runtime->core = NULL;
}

int inference_model_open(inference_model *model, const inference_runtime *runtime, const char *path, const char *cache,
                         int32_t threads, char *why, size_t why_size) {
    memset(model, 0, sizeof *model);
    model->runtime = runtime;
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    char count[12];
    snprintf(count, sizeof count, "%d", threads);
    const compile_function open = (compile_function)runtime->functions[compile];
    int status = 1;
    if (cache)
        status = open(runtime->core, path, "CPU", 8, &model->compiled, "PERFORMANCE_HINT", "LATENCY",
                      "INFERENCE_PRECISION_HINT", "f32", "INFERENCE_NUM_THREADS", count, "CACHE_DIR", cache);
    // The cache only saves time: it may be full, or another program writing the same model at the same moment.
    if (status != 0)
        status = open(runtime->core, path, "CPU", 6, &model->compiled, "PERFORMANCE_HINT", "LATENCY",
                      "INFERENCE_PRECISION_HINT", "f32", "INFERENCE_NUM_THREADS", count);
    if (status != 0) return fail(runtime, "load the model", name, why, why_size);
    if (((request_function)runtime->functions[request_create])(model->compiled, &model->request) != 0)
        return fail(runtime, "prepare the model", name, why, why_size);
    return 0;
}

void inference_model_close(inference_model *model) {
    if (model->request) ((free_function)model->runtime->functions[request_free])(model->request);
    if (model->compiled) ((free_function)model->runtime->functions[compiled_free])(model->compiled);
    model->request = model->compiled = NULL;
}

/// Hands out a tensor's values. The request keeps the memory; the tensor is only a view of it.
static int values_of(const inference_model *model, void *tensor, const char *name, inference_element element,
                     void **values, size_t *count, char *why, size_t why_size) {
    void *const *functions = model->runtime->functions;
    int type = 0;
    const int status = ((type_function)functions[tensor_type])(tensor, &type)
        || ((size_function)functions[tensor_size])(tensor, count)
        || ((data_function)functions[tensor_data])(tensor, values);
    ((free_function)functions[tensor_free])(tensor);
    if (status != 0 || type != (int)element) return fail(model->runtime, "read", name, why, why_size);
    return 0;
}

int inference_model_input(const inference_model *model, float **floats, size_t *count, char *why, size_t why_size) {
    void *tensor = NULL;
    if (((request_function)model->runtime->functions[input_tensor])(model->request, &tensor) != 0)
        return fail(model->runtime, "find", "the input", why, why_size);
    return values_of(model, tensor, "the input", inference_f32, (void **)floats, count, why, why_size);
}

int inference_model_set(const inference_model *model, const char *name, inference_element element, const int64_t *shape,
                        int32_t rank, const void *values, char *why, size_t why_size) {
    void *const *functions = model->runtime->functions;
    size_t bytes = element == inference_i64 ? 8 : 4;
    for (int32_t i = 0; i < rank; i++) bytes *= (size_t)shape[i];
    void *tensor = NULL, *memory = NULL;
    if (((tensor_create_function)functions[tensor_create])(element, (shape_of){rank, shape}, &tensor) != 0)
        return fail(model->runtime, "make the input", name, why, why_size);
    int status = ((data_function)functions[tensor_data])(tensor, &memory);
    if (status == 0) {
        memcpy(memory, values, bytes);
        status = ((set_tensor_function)functions[set_tensor])(model->request, name, tensor);
    }
    ((free_function)functions[tensor_free])(tensor);
    return status == 0 ? 0 : fail(model->runtime, "take the input", name, why, why_size);
}

int inference_model_run(const inference_model *model, char *why, size_t why_size) {
    if (((infer_function)model->runtime->functions[infer])(model->request) != 0)
        return fail(model->runtime, "run", "a model", why, why_size);
    return 0;
}

int inference_model_output(const inference_model *model, const char *name, float **floats, size_t *count, char *why,
                          size_t why_size) {
    void *tensor = NULL;
    if (((by_name_function)model->runtime->functions[tensor_by_name])(model->request, name, &tensor) != 0)
        return fail(model->runtime, "find the output", name, why, why_size);
    return values_of(model, tensor, name, inference_f32, (void **)floats, count, why, why_size);
}

int inference_model_whole_output(const inference_model *model, const char *name, int64_t **numbers, size_t *count,
                                 char *why, size_t why_size) {
    void *tensor = NULL;
    if (((by_name_function)model->runtime->functions[tensor_by_name])(model->request, name, &tensor) != 0)
        return fail(model->runtime, "find the output", name, why, why_size);
    return values_of(model, tensor, name, inference_i64, (void **)numbers, count, why, why_size);
}
