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

static inline CURLcode greenroom_curl_set_watcher(CURL *handle, curl_xferinfo_callback value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode greenroom_curl_set_reader(CURL *handle, curl_read_callback value) {
    return curl_easy_setopt(handle, CURLOPT_READFUNCTION, value);
}

/// CURL_READFUNC_ABORT is a number in a macro.
static inline size_t greenroom_curl_abort_reading(void) { return CURL_READFUNC_ABORT; }

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
