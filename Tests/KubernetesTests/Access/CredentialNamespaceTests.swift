import Testing

@testable import Kubernetes

@Suite struct CredentialNamespaceTests {
    /// `{"sub":"system:serviceaccount:tenant-acme:kubelb-ccm"}`
    private static let ofAccount = "eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6dGVuYW50LWFjbWU6a3ViZWxiLWNjbSJ9"
    /// `{"sub":"alice"}`
    private static let ofUser = "eyJzdWIiOiJhbGljZSJ9"

    @Test(
        arguments: [
            ("eyJhbGciOiJub25lIn0.\(ofAccount).c2ln", "tenant-acme"), ("eyJhbGciOiJub25lIn0.\(ofUser).c2ln", nil),
            ("eyJhbGciOiJub25lIn0.\(ofAccount)", nil), ("opaque", nil), ("a.b.c", nil), ("a.\u{e9}\u{e9}.c", nil),
            ("..", nil),
        ] as [(String, String?)])
    func namespaceOfTheToken(token: String, namespace: String?) {
        #expect(Credential.token(token).serviceAccountNamespace == namespace)
    }

    @Test func otherCredentials() {
        #expect(Credential.none.serviceAccountNamespace == nil)
        #expect(Credential.tokenFile("/token").serviceAccountNamespace == nil)
    }
}
