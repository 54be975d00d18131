import CCurl
import Characters
import Redaction

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What libcurl says about a transfer that failed, as a typed error.
struct CurlFailure {
    let error: TransportError

    init(_ code: CURLcode, text: String, transfer: Transfer) {
        let endpoint = transfer.endpoint
        let words = text.isEmpty ? CurlLibrary.text(of: code) : text
        let failure: TransportFailure
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: failure = .nameNotResolved(host: RequestURL("https://\(endpoint)")?.host)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            failure = .proxy(endpoint: TransportFailure(describing: words).endpoint)
        case CURLE_COULDNT_CONNECT: failure = Self.connect(transfer.systemError, endpoint, words)
        case CURLE_OPERATION_TIMEDOUT: failure = .timedOut(endpoint: endpoint)
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            let what = code == CURLE_SSL_CERTPROBLEM ? "the client certificate and its key" : "the CA certificate"
            failure = .tls(.other("\(what) cannot be used: \(TextRedactor.message(words))"), endpoint: endpoint)
        // libcurl keeps at most 100 KiB of one header line. Versions before 8.6 call more than that a lack of memory, which
        // would have ended this process.
        case CURLE_OUT_OF_MEMORY, CURLcode(rawValue: 100):
            error = .unusable("a header of the response is larger than 100 KiB")
            return
        default: failure = Self.described(code, words, endpoint)
        }
        error = .failed(failure, during: transfer.phase)
    }

    /// libcurl 7.86 and later leave the system's reason out of the text.
    private static func connect(_ number: Int32, _ endpoint: String, _ words: String) -> TransportFailure {
        switch number {
        case ECONNREFUSED: return .refused(endpoint: endpoint)
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN: return .unreachable(endpoint: endpoint)
        case ETIMEDOUT: return .timedOut(endpoint: endpoint)
        default:
            if case .proxy(let proxy) = TransportFailure(describing: words) { return .proxy(endpoint: proxy) }
            return .notConnected(endpoint: endpoint)
        }
    }

    private static func described(_ code: CURLcode, _ words: String, _ endpoint: String) -> TransportFailure {
        switch TransportFailure(describing: words) {
        case .tls(let reason, _): return .tls(reason, endpoint: endpoint)
        case .proxy(let proxy): return .proxy(endpoint: proxy)
        case let other:
            switch code {
            case CURLE_SSL_CONNECT_ERROR where !words.lowercased().containsBytes(of: "reset"):
                return .tls(.other(TextRedactor.message(words)), endpoint: endpoint)
            case CURLE_SSL_CONNECT_ERROR, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE,
                CURLE_HTTP2, CURLE_HTTP2_STREAM:
                return .reset(endpoint: endpoint)
            case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
                return .other("\(endpoint) does not speak HTTP")
            default: return other
            }
        }
    }
}
