#ifndef KUBELB_CTL_CCURL_SHIM_H
#define KUBELB_CTL_CCURL_SHIM_H

#include <curl/curl.h>

// Swift cannot call variadic C functions: one wrapper for each type of value that options and results have.

static inline CURLcode kubelb_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode kubelb_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode kubelb_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode kubelb_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

#endif
