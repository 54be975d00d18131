#ifndef KUBELB_CTL_CCURL_H
#define KUBELB_CTL_CCURL_H

#include <curl/curl.h>
#include <stdbool.h>

// libcurl, loaded when it is first needed: it brings some forty shared libraries with it, which `--help`, `version` and
// everything that reads a bundle do without. Types and constants come from its own headers; every function goes
// through a table that kubelb_curl_load() fills. Variadic functions have one wrapper for each type of value.

/// Loads the library once; false when it cannot be, kubelb_curl_load_error() then says why. Not thread-safe.
bool kubelb_curl_load(void);
const char *kubelb_curl_load_error(void);

typedef size_t (*kubelb_curl_callback)(char *bytes, size_t size, size_t count, void *context);

CURLcode kubelb_curl_global_init(void);
const char *kubelb_curl_error_text(CURLcode code);

CURL *kubelb_curl_easy_init(void);
void kubelb_curl_easy_cleanup(CURL *handle);
CURLcode kubelb_curl_easy_unpause(CURL *handle);
CURLcode kubelb_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode kubelb_curl_set_size(CURL *handle, CURLoption option, curl_off_t value);
CURLcode kubelb_curl_set_string(CURL *handle, CURLoption option, const char *value);
CURLcode kubelb_curl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode kubelb_curl_set_callback(CURL *handle, CURLoption option, kubelb_curl_callback value);
/// The bytes are copied.
CURLcode kubelb_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count);
/// Whether a connection to an address may be opened.
typedef bool (*kubelb_curl_address_filter)(const struct sockaddr *address, void *context);
/// Asks before every connection of the handle. One filter for all handles; each has a context of its own.
void kubelb_curl_filter_addresses(CURL *handle, kubelb_curl_address_filter filter, void *context);
CURLcode kubelb_curl_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode kubelb_curl_get_size(CURL *handle, CURLINFO info, curl_off_t *value);
/// The server's own certificate as PEM, if CURLOPT_CERTINFO is set and there is one; valid as long as the handle.
const char *kubelb_curl_certificate(CURL *handle);

struct curl_slist *kubelb_curl_list_append(struct curl_slist *list, const char *text);
void kubelb_curl_list_free(struct curl_slist *list);

CURLM *kubelb_curl_multi_init(void);
void kubelb_curl_multi_cleanup(CURLM *multi);
CURLMcode kubelb_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode kubelb_curl_multi_add(CURLM *multi, CURL *handle);
CURLMcode kubelb_curl_multi_remove(CURLM *multi, CURL *handle);
CURLMcode kubelb_curl_multi_perform(CURLM *multi);
/// Waits for activity, a call of wakeup, or at most so many milliseconds.
CURLMcode kubelb_curl_multi_poll(CURLM *multi, int milliseconds);
/// The only call that any thread may make.
CURLMcode kubelb_curl_multi_wakeup(CURLM *multi);
/// The next transfer that has ended and its result; NULL when there is none.
CURL *kubelb_curl_multi_ended(CURLM *multi, CURLcode *result);

#endif
