import Characters
import KubeLB

/// Why a Gateway's proxy ended a request by itself, although a route matched and a backend may be well. Limits of the proxy itself are
/// those of `ProxyLimit`.
///
/// Source: `response_code_details` of Envoy (`envoy/stream_info/stream_info.h`) and of its filters.
enum ProxyEnding: CaseIterable {
    case fault
    case timeout
    case otherTimeout
    case payload
    case rateLimit

    init?(_ access: GatewayAccess) {
        let details = access.details
        let found = Self.allCases.first { ending in ending.marks.contains { details.containsBytes(of: $0) } }
        guard let found else { return nil }
        self = found
    }

    private var marks: [String] {
        switch self {
        case .fault: ["fault_filter_abort"]
        case .timeout: ["response_timeout", "upstream_per_try_timeout"]
        case .otherTimeout:
            [
                "stream_idle_timeout", "max_duration_timeout", "request_overall_timeout", "request_header_timeout",
                "per_try_idle_timeout",
            ]
        case .payload: ["request_payload_too_large"]
        case .rateLimit: ["local_rate_limited", "request_rate_limited"]
        }
    }

    /// The share of a route's requests from which on it is no exception. Rate limits are there to be met.
    var leastShare: Double {
        switch self {
        case .fault: 0
        case .timeout, .otherTimeout, .payload: 0.1
        case .rateLimit: 0.5
        }
    }

    /// Fields of a BackendTrafficPolicy that ask for it.
    var fields: [String] {
        switch self {
        case .fault: ["faultInjection"]
        case .timeout: ["timeout", "retry"]
        case .otherTimeout: ["timeout"]
        case .payload: ["requestBuffer"]
        case .rateLimit: ["rateLimit"]
        }
    }

    var cause: String {
        switch self {
        case .fault: "faults are injected"
        case .timeout: "a timeout ends them"
        case .otherTimeout: "a timeout of the connection or stream ends them"
        case .payload: "their bodies are larger than its buffer"
        case .rateLimit: "a rate limit is reached"
        }
    }

    var mending: String {
        switch self {
        case .fault: "remove the fault injection"
        case .timeout, .otherTimeout: "raise the timeout, or make the backend respond faster"
        case .payload: "raise the limit of the buffer"
        case .rateLimit: "raise the rate limit"
        }
    }
}
