# A template: scripts/make-manifests.py fills in ${…}, and repeats the part between "each" and "end" for every tarball.
class KubelbCtl < Formula
  desc "Diagnose Services that KubeLB serves"
  homepage "${repository}"
  version "${version}"
  license "Apache-2.0"

  depends_on "patchelf" => :build
  depends_on "curl"
  depends_on "libyaml"
  depends_on :linux

  # each tarball
  on_${homebrew_machine} do
    url "${url}"
    sha256 "${sha256}"
  end

  # end
  def install
    prefix.install "bin", "share"
    # The program is linked with the libraries of the system; let it find those of Homebrew.
    system "patchelf", "--set-rpath", HOMEBREW_PREFIX/"lib", bin/"kubelb-ctl"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/kubelb-ctl version")
  end
end
