#if Sandbox
    import Crypto
    import NIOSSL
    import X509

    /// A certificate and its private key, in the forms that kubeconfigs and TLS want.
    struct IssuedCertificate: Sendable {
        let certificatePEM: String
        let keyPEM: String
        /// The certificate's DER, by which it is known again.
        let bytes: [UInt8]

        init(_ certificate: Certificate, key: P256.Signing.PrivateKey) throws {
            let document = try certificate.serializeAsPEM()
            certificatePEM = document.pemString
            bytes = document.derBytes
            keyPEM = key.pemRepresentation
        }

        /// For a TLS handshake.
        var tlsCertificate: NIOSSLCertificate {
            get throws { try NIOSSLCertificate(bytes: bytes, format: .der) }
        }

        /// For a TLS handshake.
        var tlsKey: NIOSSLPrivateKey {
            get throws { try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem) }
        }
    }
#endif
