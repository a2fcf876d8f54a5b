#include "inference.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

/// Element type of 32-bit floats in the runtime's enumeration (openvino/c/ov_common.h, ov_element_type_e).
enum { element_f32 = 4 };

/// The functions used, in the order of `puppet_runtime.functions`.
enum { core_create, core_free, compile, compiled_free, request_create, request_free, infer, tensor_by_name,
       input_tensor, tensor_data, tensor_size, tensor_type, tensor_free, last_error, function_count };

static const char *const names[function_count] = {
    "ov_core_create", "ov_core_free", "ov_core_compile_model_from_file", "ov_compiled_model_free",
    "ov_compiled_model_create_infer_request", "ov_infer_request_free", "ov_infer_request_infer",
    "ov_infer_request_get_tensor", "ov_infer_request_get_input_tensor", "ov_tensor_data", "ov_tensor_get_size",
    "ov_tensor_get_element_type", "ov_tensor_free", "ov_get_last_err_msg"};

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
typedef const char *(*error_function)(void);

static int fail(const puppet_runtime *runtime, const char *what, const char *which, char *why, size_t why_size) {
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

int puppet_runtime_open(puppet_runtime *runtime, const char *library, char *why, size_t why_size) {
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

void puppet_runtime_close(puppet_runtime *runtime) {
    if (runtime->core) ((free_function)runtime->functions[core_free])(runtime->core);
    runtime->core = NULL;
}

int puppet_network_open(puppet_network *network, const puppet_runtime *runtime, const char *model, const char *cache,
                        int32_t threads, char *why, size_t why_size) {
    memset(network, 0, sizeof *network);
    network->runtime = runtime;
    const char *name = strrchr(model, '/') ? strrchr(model, '/') + 1 : model;
    char count[12];
    snprintf(count, sizeof count, "%d", threads);
    const compile_function open = (compile_function)runtime->functions[compile];
    int status = 1;
    if (cache)
        status = open(runtime->core, model, "CPU", 8, &network->compiled, "PERFORMANCE_HINT", "LATENCY",
                      "INFERENCE_PRECISION_HINT", "f32", "INFERENCE_NUM_THREADS", count, "CACHE_DIR", cache);
    // The cache only saves time: it may be full, or another program writing the same model at the same moment.
    if (status != 0)
        status = open(runtime->core, model, "CPU", 6, &network->compiled, "PERFORMANCE_HINT", "LATENCY",
                      "INFERENCE_PRECISION_HINT", "f32", "INFERENCE_NUM_THREADS", count);
    if (status != 0) return fail(runtime, "load the model", name, why, why_size);
    if (((request_function)runtime->functions[request_create])(network->compiled, &network->request) != 0)
        return fail(runtime, "prepare the model", name, why, why_size);
    return 0;
}

void puppet_network_close(puppet_network *network) {
    if (network->request) ((free_function)network->runtime->functions[request_free])(network->request);
    if (network->compiled) ((free_function)network->runtime->functions[compiled_free])(network->compiled);
    network->request = network->compiled = NULL;
}

/// Hands out a tensor's floats. The request keeps the memory; the tensor is only a view of it.
static int floats_of(const puppet_network *network, void *tensor, const char *name, float **floats, size_t *count,
                     char *why, size_t why_size) {
    void *const *functions = network->runtime->functions;
    int type = 0;
    const int status = ((type_function)functions[tensor_type])(tensor, &type)
        || ((size_function)functions[tensor_size])(tensor, count)
        || ((data_function)functions[tensor_data])(tensor, (void **)floats);
    ((free_function)functions[tensor_free])(tensor);
    if (status != 0 || type != element_f32) return fail(network->runtime, "read floats of", name, why, why_size);
    return 0;
}

int puppet_network_input(const puppet_network *network, float **floats, size_t *count, char *why, size_t why_size) {
    void *tensor = NULL;
    if (((request_function)network->runtime->functions[input_tensor])(network->request, &tensor) != 0)
        return fail(network->runtime, "find", "the input", why, why_size);
    return floats_of(network, tensor, "the input", floats, count, why, why_size);
}

int puppet_network_run(const puppet_network *network, char *why, size_t why_size) {
    if (((infer_function)network->runtime->functions[infer])(network->request) != 0)
        return fail(network->runtime, "run", "a model", why, why_size);
    return 0;
}

int puppet_network_output(const puppet_network *network, const char *name, float **floats, size_t *count, char *why,
                          size_t why_size) {
    void *tensor = NULL;
    if (((by_name_function)network->runtime->functions[tensor_by_name])(network->request, name, &tensor) != 0)
        return fail(network->runtime, "find the output", name, why, why_size);
    return floats_of(network, tensor, name, floats, count, why, why_size);
}
