#if Sandbox
    import Hummingbird
    import HummingbirdCore
    import HummingbirdTLS
    import Logging
    import NIOCore
    import NIOSSL
    import Synchronization

    /// Makes what speaks TLS and HTTP on a connection, by the faults that the connection meets.
    final class ProtocolStacks: Sendable {
        private struct Variant: Hashable {
            enum Certificate { case right, otherName, otherAuthority, expired, notYetValid }
            var certificate = Certificate.right
            var offersHTTP2 = true
        }

        private let authority: CertificateAuthority
        private let respond: HTTPChannelHandler.Responder
        private let made = Mutex<[Variant: any ServerChildChannel]>([:])
        private static let logger = Logger(label: "kubelb-sandbox") { _ in SwiftLogNoOpLogHandler() }
        /// Longer than clients keep idle connections for; a hanging request is no idle connection.
        private static let idleTimeout = TimeAmount.minutes(5)

        init(authority: CertificateAuthority, respond: @escaping HTTPChannelHandler.Responder) {
            self.authority = authority
            self.respond = respond
        }

        /// Prepares a connection; the result serves it to its end.
        func setUp(_ channel: any Channel, meeting faults: Set<ServedFault.Kind>)
            -> EventLoopFuture<@Sendable () async -> Void>
        {
            do {
                if faults.contains(.hangConnect) {
                    return channel.eventLoop.makeSucceededFuture { try? await channel.closeFuture.get() }
                }
                if faults.contains(.plainHTTP) { return Self.setUp(channel, with: http1) }
                return Self.setUp(channel, with: try stack(Self.variant(faults)))
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
        }

        private static func setUp(_ channel: any Channel, with stack: some ServerChildChannel)
            -> EventLoopFuture<@Sendable () async -> Void>
        {
            stack.setup(channel: channel, logger: logger).map { value in
                { await stack.handle(value: value, logger: logger) }
            }
        }

        private static func variant(_ faults: Set<ServedFault.Kind>) -> Variant {
            var variant = Variant()
            variant.offersHTTP2 = !faults.contains(.noHTTP2)
            if faults.contains(.unknownAuthority) {
                variant.certificate = .otherAuthority
            } else if faults.contains(.wrongName) {
                variant.certificate = .otherName
            } else if faults.contains(.expired) {
                variant.certificate = .expired
            } else if faults.contains(.notYetValid) {
                variant.certificate = .notYetValid
            }
            return variant
        }

        private func stack(_ variant: Variant) throws -> any ServerChildChannel {
            try made.withLock { made in
                if let stack = made[variant] { return stack }
                let stack = try make(variant)
                made[variant] = stack
                return stack
            }
        }

        private func make(_ variant: Variant) throws -> any ServerChildChannel {
            let certificate =
                switch variant.certificate {
                case .right: try authority.serverCertificate()
                case .otherName: try authority.serverCertificate(for: "other.example")
                case .otherAuthority: try CertificateAuthority(name: "other-ca").serverCertificate()
                case .expired: try authority.serverCertificate(validity: .expired)
                case .notYetValid: try authority.serverCertificate(validity: .notYetValid)
                }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: [.certificate(try certificate.tlsCertificate)],
                privateKey: .privateKey(try certificate.tlsKey))
            configuration.minimumTLSVersion = .tlsv12
            configuration.certificateVerification = .optionalVerification
            configuration.trustRoots = .certificates([try authority.issued.tlsCertificate])
            configuration.sendCANameList = true
            if variant.offersHTTP2 {
                return try NegotiatedChannel(http1, configuration, Self.takeAnyCertificate)
            }
            configuration.applicationProtocols = ["http/1.1"]
            return try TLSChannel(
                http1,
                configuration: .init(
                    tlsConfiguration: configuration, customVerificationCallback: Self.takeAnyCertificate))
        }

        private var http1: HTTP1Channel {
            HTTP1Channel(responder: respond, configuration: .init(idleTimeout: Self.idleTimeout))
        }

        /// A certificate that nobody was given is answered with 401, as Kubernetes does, and not by a failed handshake.
        @Sendable private static func takeAnyCertificate(
            _ certificates: [NIOSSLCertificate], _ promise: EventLoopPromise<NIOSSLVerificationResult>
        ) {
            promise.succeed(.certificateVerified)
        }
    }
#endif
