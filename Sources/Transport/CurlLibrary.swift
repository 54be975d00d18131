import CCurl

/// libcurl, loaded and initialised at the first use.
enum CurlLibrary {
    /// nil when it can be used, else why it cannot.
    ///
    /// A static is initialised once, whatever the number of threads: neither loading nor `curl_global_init` may run twice.
    static let failure: String? = {
        guard kubelb_curl_load() else {
            // SAFETY: the text is a zero-terminated static buffer, written before kubelb_curl_load returned.
            return "libcurl cannot be loaded: \(String(cString: kubelb_curl_load_error()))"
        }
        let result = kubelb_curl_global_init()
        return result == CURLE_OK ? nil : "libcurl cannot be initialized: \(text(of: result))"
    }()

    static func text(of code: CURLcode) -> String {
        // SAFETY: libcurl returns a static text for every code.
        String(cString: kubelb_curl_error_text(code))
    }
}
