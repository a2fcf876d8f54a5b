#ifndef GREENROOM_CCURL_H
#define GREENROOM_CCURL_H
#include <curl/curl.h>
#include <sys/socket.h>

/// curl_easy_setopt is variadic, which Swift cannot call; one wrapper per argument type.
static inline CURLcode greenroom_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode greenroom_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode greenroom_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode greenroom_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode greenroom_curl_set_writer(CURL *handle, CURLoption option, curl_write_callback value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode greenroom_curl_set_opener(CURL *handle, curl_opensocket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode greenroom_curl_set_reader(CURL *handle, curl_read_callback value) {
    return curl_easy_setopt(handle, CURLOPT_READFUNCTION, value);
}

static inline CURLcode greenroom_curl_set_seeker(CURL *handle, curl_seek_callback value) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}

static inline CURLcode greenroom_curl_set_sender(CURL *handle, curl_prereq_callback value) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}

/// curl_multi_setopt is variadic too.
static inline CURLMcode greenroom_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// These are numbers in macros.
static inline size_t greenroom_curl_abort_reading(void) { return CURL_READFUNC_ABORT; }
static inline size_t greenroom_curl_pause_reading(void) { return CURL_READFUNC_PAUSE; }
static inline size_t greenroom_curl_pause_writing(void) { return CURL_WRITEFUNC_PAUSE; }

/// The result of a finished transfer lies in a union.
static inline CURLcode greenroom_curl_result(const CURLMsg *message) { return message->data.result; }

/// curl_easy_getinfo is variadic too.
static inline CURLcode greenroom_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode greenroom_curl_get_text(CURL *handle, CURLINFO info, char **value) {
    return curl_easy_getinfo(handle, info, value);
}

/// CURL_SOCKET_BAD is a cast in a macro.
static inline curl_socket_t greenroom_curl_no_socket(void) { return CURL_SOCKET_BAD; }
#endif
