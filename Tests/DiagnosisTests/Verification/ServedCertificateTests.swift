import Kubernetes
import TestSupport
import Testing

@testable import Diagnosis

/// What a certificate says, and what is wrong with it.
@Suite struct ServedCertificateTests {
    private static let now = Timestamp("2026-12-01T00:00:00Z") ?? Timestamp(milliseconds: 0)

    @Test func namesAndDatesAreRead() throws {
        let shop = try #require(ServedCertificate(pem: Certificates.shop))
        #expect(shop.commonName == "shop.example.com")
        #expect(shop.names == ["shop.example.com", "*.apps.example.com"])
        #expect(shop.notBefore?.description == "2026-11-29T18:41:18Z")
        #expect(shop.notAfter?.description == "2126-11-05T18:41:18Z")
        let old = try #require(ServedCertificate(pem: "Subject: x\n" + Certificates.old))
        #expect(old.names.isEmpty && old.notAfter?.description == "2021-01-01T00:00:00Z")
    }

    @Test(arguments: [
        ("shop.example.com", true), ("SHOP.example.com", true), ("a.apps.example.com", true),
        ("apps.example.com", false), ("a.b.apps.example.com", false), ("example.com", false), ("com", false),
    ])
    func hostsAreCovered(host: String, isCovered: Bool) throws {
        let problem = try #require(ServedCertificate(pem: Certificates.shop)).problem(for: host, now: Self.now)
        #expect(problem == (isCovered ? nil : .otherNames(["shop.example.com", "*.apps.example.com"])))
    }

    @Test func eachProblemHasItsName() throws {
        func problem(_ pem: String, _ host: String?, _ now: Timestamp = Self.now) throws -> ServedCertificate.Problem? {
            try #require(ServedCertificate(pem: pem)).problem(for: host, now: now)
        }
        let start = try #require(Timestamp("2026-11-29T18:41:18Z"))
        let end = try #require(Timestamp("2021-01-01T00:00:00Z"))
        #expect(
            try problem(Certificates.fake, "shop.example.com")
                == .ofController("Kubernetes Ingress Controller Fake Certificate"))
        #expect(try problem(Certificates.old, "shop.example.com") == .expired(end))
        #expect(try problem(Certificates.shop, "shop.example.com", start.adding(seconds: -1)) == .notYetValid(start))
        #expect(try problem(Certificates.shop, "shop.example.com", start) == nil)
        #expect(try problem(Certificates.shop, nil) == nil)
        // Clients no longer accept a common name.
        let then = try #require(Timestamp("2020-06-01T00:00:00Z"))
        #expect(try problem(Certificates.old, "shop.example.com", then) == .otherNames(["shop.example.com"]))
    }

    @Test func whatIsNoCertificateIsRefused() {
        for text in ["", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----"]
        {
            #expect(ServedCertificate(pem: text) == nil)
        }
    }

    /// Each byte changed and each length cut off: refused or read, never a trap.
    @Test func damagedOnesAreReadOrRefused() throws {
        let lines = Certificates.shop.split(separator: "\n").dropFirst().dropLast()
        let bytes = try #require(Base64.decode(lines.joined()))
        for position in bytes.indices {
            for value in [0, 0x7F, 0x80, 0x84, 0xFF, bytes[position] ^ 1] as [UInt8] {
                var damaged = bytes
                damaged[position] = value
                _ = ServedCertificate(der: damaged)?.problem(for: "shop.example.com", now: Self.now)
            }
            _ = ServedCertificate(der: Array(bytes[..<position]))
        }
        #expect(ServedCertificate(der: Array(bytes.prefix(60))) == nil)
    }
}
