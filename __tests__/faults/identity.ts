/**
 * The key and the certificate of the servers in these tests, for `localhost` and 127.0.0.1, signed by itself. It is
 * kept here and not made in the test: Node can't make a certificate, and a library that can brings a dozen packages.
 * It was made once with OpenSSL, is valid from 2020 to 2119, and protects nothing.
 */
export const IDENTITY = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBSrBFM5cpOhypoAW
CWpKbYidPXRNG0PTR0y7JZT2p3ChRANCAAT440vC/pRykXUyzGj2TY68jYB7jgpu
y85lDnFww+QQR2vRCRKYmswRTnKZxhLl9ZO3lIdp/q2k3aZuSLvjKIa7
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBZzCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPjjS8L+lHKRdTLM
aPZNjryNgHuOCm7LzmUOcXDD5BBHa9EJEpiazBFOcpnGEuX1k7eUh2n+raTdpm5I
u+MohrujTjBMMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0
hwR/AAABMB0GA1UdDgQWBBQibtYpdxmjc7WPPLR4zf06NJ8WTDAKBggqhkjOPQQD
AgNIADBFAiByTHn7Nt+xIOYzqAOLMCxnG/XaOhw0D14lGFlm45k4vwIhAIbccFzT
9JhLCvQwj3IhbxIcKbAT/Rz93a2g3vxCUavm
-----END CERTIFICATE-----
`,
} as const;
