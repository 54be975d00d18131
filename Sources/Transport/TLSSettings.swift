/// How the TLS connection to a server is made and checked. Certificates and keys are PEM, as kubeconfigs hold them.
package struct TLSSettings: Sendable, Hashable {
    /// The authorities that may sign the server's certificate; nil: those that the system trusts.
    package var certificateAuthority: [UInt8]?
    package var clientCertificate: [UInt8]?
    package var clientKey: [UInt8]?
    /// The name that the certificate has to be for and that is sent with SNI, where it is not the URL's.
    package var serverName: String?
    package var skipsVerification = false

    package init() {}
}
