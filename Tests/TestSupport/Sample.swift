/// Tokens that look real and are none.
package enum Sample {
    package static let webToken =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IkEifQ.eyJpc3MiOiJrdWJlcm5ldGVzIiwic3ViIjoiY2NtIn0.c2lnbmF0dXJlLW9mLXRlc3Q"
    package static let keyBody = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"
    package static let key = "-----BEGIN PRIVATE KEY-----\n\(keyBody)\n\(keyBody)\n-----END PRIVATE KEY-----"
    package static let certificateBody = "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQG"
    package static let certificate = "-----BEGIN CERTIFICATE-----\n\(certificateBody)\n-----END CERTIFICATE-----\n"
    /// `-----BEGIN RSA PRIVATE KEY-----` and `-----BEGIN CERTIFICATE-----` in Base64.
    package static let encodedKey = "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFdlFJQkFEQU4K"
    package static let encodedCertificate = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUV2UUlCQURBTgo="
}
