import Characters
import Transport

/// A response to a `HostRequest`, as far as it tells who sent it and why. The body itself is not kept.
package struct HostAnswer: Sendable, Hashable {
    package var status: Int
    /// Whether it passed the tenant's Envoy, so that a backend sent it: Envoy adds a header to what its upstreams respond
    /// (KubeLB v1.3 and later; Envoy's router, `x-envoy-upstream-service-time`).
    package var isFromBackend = false
    /// Whether the last proxy is an Envoy, such as that of a Gateway.
    package var isFromEnvoy = false
    /// The Location of a redirect.
    package var location: String?
    package var isGRPC = false
    /// `grpc-status`, of the headers or of the trailers.
    package var grpcStatus: Int?
    package var page = Page.other
    /// The server's certificate as PEM.
    package var certificate: String?
    /// Whether this machine trusts the certificate's authority; nil over plain HTTP, or if something else is wrong with the
    /// certificate.
    package var isTrusted: Bool?

    package init(status: Int) {
        self.status = status
    }

    /// A well-known page of a proxy.
    package enum Page: Sendable, Hashable {
        case other
        case empty
        /// nginx's own error page without its version, as ingress-nginx has it.
        case nginx
        /// `default backend - 404`, the image that ingress-nginx and others use.
        case defaultBackend
        /// Envoy: no endpoint of the cluster is healthy.
        case noHealthyUpstream
        /// Envoy: the connection to the endpoint failed.
        case upstreamFailed
        case upstreamTimeout
        /// nginx: the port speaks TLS, and the request came without.
        case plainHTTPToTLS
    }
}

extension HostAnswer {
    /// Bytes of a body that are read at most.
    static let bodyLimit = 64 << 10

    /// Whether the body says more than the status.
    static func needsBody(_ head: HTTPHead) -> Bool {
        head.status == 400 || head.status == 404 || head.status >= 500 || isGRPC(head)
    }

    private static func isGRPC(_ head: HTTPHead) -> Bool {
        head["grpc-status"] != nil || head["content-type"]?.lowercased().hasPrefix("application/grpc") == true
    }

    init(_ head: HTTPHead, body: [UInt8], trailers: [HTTPHeader], isTrusted: Bool?) {
        self.init(status: head.status)
        isFromBackend = head["x-envoy-upstream-service-time"] != nil
        isFromEnvoy = head["server"]?.lowercased() == "envoy"
        if (300...399).contains(head.status) { location = head["location"] }
        isGRPC = Self.isGRPC(head)
        let ending = head["grpc-status"] ?? trailers.first { $0.name == "grpc-status" }?.value
        grpcStatus = ending.flatMap { Int($0) }
        // In gRPC, Envoy puts its words into a header.
        let message = head["grpc-message"] ?? trailers.first { $0.name == "grpc-message" }?.value
        page = Self.page(isGRPC ? message ?? "" : String(decoding: body, as: UTF8.self))
        certificate = head.certificate
        self.isTrusted = isTrusted
    }

    private static func page(_ text: String) -> Page {
        if text.isEmpty { return .empty }
        let marks: [(String, Page)] = [
            ("plain HTTP request was sent to HTTPS port", .plainHTTPToTLS),
            ("default backend - 404", .defaultBackend), ("no healthy upstream", .noHealthyUpstream),
            ("upstream connect error or disconnect/reset", .upstreamFailed),
            ("upstream request timeout", .upstreamTimeout), ("<center>nginx</center>", .nginx),
        ]
        return marks.first { text.containsBytes(of: $0.0) }?.1 ?? .other
    }
}
