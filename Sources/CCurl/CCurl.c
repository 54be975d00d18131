#include "CCurl.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#ifdef __APPLE__
#include <fcntl.h>
#define CURL_LIBRARY "libcurl.4.dylib"
#define CURL_LIBRARY_WITHOUT_VERSION "libcurl.dylib"
#else
#define CURL_LIBRARY "libcurl.so.4"
#define CURL_LIBRARY_WITHOUT_VERSION "libcurl.so"
#endif

// The headers define some of these names as macros that check types.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define FUNCTIONS(use)                                                                                                 \
    use(curl_global_init) use(curl_easy_strerror) use(curl_easy_init) use(curl_easy_cleanup) use(curl_easy_pause)      \
    use(curl_easy_setopt) use(curl_easy_getinfo) use(curl_slist_append) use(curl_slist_free_all) use(curl_multi_init)  \
    use(curl_multi_cleanup) use(curl_multi_setopt) use(curl_multi_add_handle) use(curl_multi_remove_handle)            \
    use(curl_multi_perform) use(curl_multi_poll) use(curl_multi_wakeup) use(curl_multi_info_read)

#define DECLARE(name) static __typeof__(name) *lib_##name;
FUNCTIONS(DECLARE)

static char load_error[256];

bool kubelb_curl_load(void) {
    void *library = dlopen(CURL_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) library = dlopen(CURL_LIBRARY_WITHOUT_VERSION, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *reason = dlerror();
        snprintf(load_error, sizeof load_error, "%s", reason == NULL ? CURL_LIBRARY " cannot be loaded" : reason);
        return false;
    }
#define RESOLVE(name)                                                                                                  \
    lib_##name = (__typeof__(name) *)dlsym(library, #name);                                                            \
    if (lib_##name == NULL) {                                                                                          \
        snprintf(load_error, sizeof load_error, "this libcurl is too old: it has no %s", #name);                       \
        return false;                                                                                                  \
    }
    FUNCTIONS(RESOLVE)
    return true;
}

const char *kubelb_curl_load_error(void) { return load_error; }

CURLcode kubelb_curl_global_init(void) { return lib_curl_global_init(CURL_GLOBAL_DEFAULT); }
const char *kubelb_curl_error_text(CURLcode code) { return lib_curl_easy_strerror(code); }

CURL *kubelb_curl_easy_init(void) { return lib_curl_easy_init(); }
void kubelb_curl_easy_cleanup(CURL *handle) { lib_curl_easy_cleanup(handle); }
CURLcode kubelb_curl_easy_unpause(CURL *handle) { return lib_curl_easy_pause(handle, CURLPAUSE_CONT); }

CURLcode kubelb_curl_set_long(CURL *handle, CURLoption option, long value) {
    return lib_curl_easy_setopt(handle, option, value);
}
CURLcode kubelb_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return lib_curl_easy_setopt(handle, option, value);
}
CURLcode kubelb_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return lib_curl_easy_setopt(handle, option, value);
}
CURLcode kubelb_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return lib_curl_easy_setopt(handle, option, value);
}
CURLcode kubelb_curl_set_callback(CURL *handle, CURLoption option, kubelb_curl_callback value) {
    return lib_curl_easy_setopt(handle, option, value);
}
CURLcode kubelb_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    return lib_curl_easy_setopt(handle, option, &blob);
}
// One function for all transfers, which run on several threads: each stores the same value.
static _Atomic(kubelb_curl_address_filter) address_filter;

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    if (!atomic_load(&address_filter)(&address->addr, context)) return CURL_SOCKET_BAD;
#ifdef SOCK_CLOEXEC
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
#else
    curl_socket_t descriptor = socket(address->family, address->socktype, address->protocol);
    if (descriptor != CURL_SOCKET_BAD) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
#endif
}

void kubelb_curl_filter_addresses(CURL *handle, kubelb_curl_address_filter filter, void *context) {
    atomic_store(&address_filter, filter);
    lib_curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    lib_curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
}

CURLcode kubelb_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return lib_curl_easy_getinfo(handle, info, value);
}
CURLcode kubelb_curl_get_size(CURL *handle, CURLINFO info, curl_off_t *value) {
    return lib_curl_easy_getinfo(handle, info, value);
}
const char *kubelb_curl_certificate(CURL *handle) {
    static const char field[] = "Cert:";
    struct curl_certinfo *chain = NULL;
    if (lib_curl_easy_getinfo(handle, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == NULL) return NULL;
    if (chain->num_of_certs < 1) return NULL;
    for (struct curl_slist *entry = chain->certinfo[0]; entry != NULL; entry = entry->next) {
        if (entry->data != NULL && strncmp(entry->data, field, sizeof field - 1) == 0) {
            return entry->data + sizeof field - 1;
        }
    }
    return NULL;
}

struct curl_slist *kubelb_curl_list_append(struct curl_slist *list, const char *text) {
    return lib_curl_slist_append(list, text);
}
void kubelb_curl_list_free(struct curl_slist *list) { lib_curl_slist_free_all(list); }

CURLM *kubelb_curl_multi_init(void) { return lib_curl_multi_init(); }
void kubelb_curl_multi_cleanup(CURLM *multi) { lib_curl_multi_cleanup(multi); }
CURLMcode kubelb_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return lib_curl_multi_setopt(multi, option, value);
}
CURLMcode kubelb_curl_multi_add(CURLM *multi, CURL *handle) { return lib_curl_multi_add_handle(multi, handle); }
CURLMcode kubelb_curl_multi_remove(CURLM *multi, CURL *handle) { return lib_curl_multi_remove_handle(multi, handle); }
CURLMcode kubelb_curl_multi_perform(CURLM *multi) {
    int running = 0;
    return lib_curl_multi_perform(multi, &running);
}
CURLMcode kubelb_curl_multi_poll(CURLM *multi, int milliseconds) {
    return lib_curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}
CURLMcode kubelb_curl_multi_wakeup(CURLM *multi) { return lib_curl_multi_wakeup(multi); }

CURL *kubelb_curl_multi_ended(CURLM *multi, CURLcode *result) {
    int remaining = 0;
    CURLMsg *message;
    while ((message = lib_curl_multi_info_read(multi, &remaining)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}
