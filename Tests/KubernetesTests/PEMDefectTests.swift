import Testing

@testable import Kubernetes

@Suite struct PEMDefectTests {
    @Test(arguments: [
        ("-----BEGIN PRIVATE KEY-----", true, nil),
        ("-----BEGIN EC PRIVATE KEY-----", true, nil),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----", true, "contains an encrypted key"),
        ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED", true, "contains an encrypted key"),
        ("-----BEGIN CERTIFICATE-----", true, "contains no private key"),
        ("-----BEGIN CERTIFICATE-----", false, nil),
        ("-----BEGIN TRUSTED CERTIFICATE-----", false, nil),
        ("-----BEGIN PRIVATE KEY-----", false, "contains no certificate"),
        ("key", true, "does not contain PEM"), ("", false, "does not contain PEM"),
    ])
    func isFound(text: String, isKey: Bool, message: String?) {
        #expect(PEMDefect(Array(text.utf8), isKey: isKey)?.message == message)
    }
}
