/// Tokens that look real and are none.
enum Sample {
    static let webToken =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IkEifQ.eyJpc3MiOiJrdWJlcm5ldGVzIiwic3ViIjoiY2NtIn0.c2lnbmF0dXJlLW9mLXRlc3Q"
    static let keyBody = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"
    static let key = "-----BEGIN PRIVATE KEY-----\n\(keyBody)\n\(keyBody)\n-----END PRIVATE KEY-----"
    static let certificate = "-----BEGIN CERTIFICATE-----\n\(keyBody)\n-----END CERTIFICATE-----\n"
    /// `-----BEGIN RSA PRIVATE KEY-----` and `-----BEGIN CERTIFICATE-----` in Base64.
    static let encodedKey = "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFdlFJQkFEQU4K"
    static let encodedCertificate = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUV2UUlCQURBTgo="
}
