"""The words in names of secrets, and the words around them that show what a name is about."""

import unicodedata


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(_plain(word) for line in lines for word in line.split())


_LATIN = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "\u0131": "i", "æ": "ae", "ß": "ss"}
)


def bare(text: str) -> str:
    """Without accents."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_LATIN))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _plain(text: str) -> str:
    return bare(text).casefold()


# Unmistakable anywhere in a name, also within a word: `dbpassword1`.
CREDENTIALS_ANYWHERE = _listed(
    "password passwd passphrase passcode passwrd authorization credential apikey accesskey privatekey",
    "secretkey accountkey sharedkey encryptionkey decryptionkey signingkey masterkey sshkey",
    "storagekey subscriptionkey functionskey licensekey consumerkey presharedkey hmackey sessionkey",
    "authkey appkey applicationkey servicekey adminkey deploykey recoverykey clientkey webhookkey",
    "sessionid sessid connectsid connectionstring connstr securitycode securityanswer accesscode",
    "authcode verificationcode activationcode recoverycode backupcode mfacode codeverifier",
    "validationkey unsealkey idtokenhint challengeanswer secretanswer privatechallengeparameters",
    "clientassertion samlresponse seedphrase recoveryphrase mnemonic",
    # Other languages' words for a password, a secret, a key and other credentials.
    "passwort kennwort zugangsdaten anmeldedaten geheimnis zugangsschlussel apischlussel",
    "geheimerschlussel privaterschlussel zugangsschluessel apischluessel geheimerschluessel",
    "privaterschluessel zugangscode contraseña credenciales secreto claveapi claveprivada",
    "clavesecreta claveacceso clavedeacceso motdepasse motpasse clesecrete cleprivee cleapi cledapi",
    "codigoseguridad codigodeseguridad codigoseguranca codigodeseguranca codedesecurite sicherheitscode",
    "codicesicurezza codicedisicurezza",
    "codesecret codeconfidentiel palavrapasse palavrasecreta credenciais segredo chaveapi",
    "chaveprivada chavesecreta chavedeacesso parolaordine paroladordine parolachiave credenziali",
    "segreto chiaveapi chiaveprivata chiavesegreta wachtwoord lösenord adgangskode passord salasana",
    "katasandi matkhau كلمةالمرور סיסמה пароль パスワード 暗証番号 密码 密碼 口令 비밀번호 κωδικός",
)
# At the end of a word: `accesstoken`, `clientsecret`.
CREDENTIAL_ENDS = tuple(_listed("secret token cookie signature credential"))
CREDENTIAL_WORDS = _listed(
    "creds pwd pass pw psw pswd pin cvv cvc cvv2 cvc2 auth jwt otp totp sig hmac psk bearer csrf xsrf sas",
    "pat mdp senha clave parola jeton geheim hasło heslo jelszó şifre parol parolă",
)
# Words for a password and other credentials in sentences.
PASSWORDS = tuple(
    _listed(
        "password passwd passphrase passcode pwd passwort kennwort contraseña clave passe senha wachtwoord",
        "hasło heslo jelszó şifre пароль lösenord passord adgangskode salasana",
    )
)
TOKENS = tuple(
    _listed("secret token key bearer credential cookie hmac signature secret_id secretid geheimnis jeton")
)
NOUNS = frozenset(
    (*PASSWORDS, *TOKENS, *_listed("jwt apikey bearer basic auth credentials tokens secrets cookies"))
)
# For these a few digits may be the whole secret.
NUMBERS = _listed("pin cvv cvc cvv2 cvc2 otp totp code codigo codice mfa securitycode sicherheitscode")
PASSES = _listed("compass bypass trespass surpass underpass overpass encompass boardingpass skipass")
PERSONAL_ANYWHERE = _listed(
    "cardnumber creditcard debitcard accountnumber taxid passport birthdate dateofbirth",
    "socialsecurity phonenumber mobilenumber emailaddress mailaddress nationalid nationalinsurance",
    "identitynumber identitycard idcardnumber driverslicense driverslicence driverlicense nhsnumber",
    "aadhaar aadhar msisdn kontonummer kreditkarte kartennummer geburtsdatum telefonnummer",
    "handynummer steuerid steuernummer steueridentifikationsnummer sozialversicherungsnummer svnummer",
    "ausweisnummer personalausweis numerotarjeta numerodetarjeta tarjetacredito tarjetadecredito",
    "fechanacimiento fechadenacimiento cartedecredit cartebancaire numerodecarte datenaissance",
    "datedenaissance numerosecu numerodesecuritesociale cartaocredito cartaodecredito numerocartao",
    "datanascimento datadenascimento cartacredito cartadicredito numerocarta datanascita",
    "datadinascita codicefiscale personnummer fodselsnummer henkilotunnus rodnecislo isikukood",
    "burgerservicenummer",
)
PERSONAL_ENDS = tuple(_listed("email"))
PERSONAL_WORDS = _listed(
    "pan ssn dob tel fax mail phone telephone cellphone mobile iban bic cpf cnpj dni nie nif curp",
    "svnr nino bsn pesel cnp jmbg oib egn amka cpr hetu tin itin rut cedula nir ahv tckn tfn telefon",
    "telefono telefone telefoon handy celular movil correo courriel",
)
# A name that ends with one of these is about the secret: how many, how old, of what kind, where it is.
ABOUT = _listed(
    "required optional enabled disabled valid invalid expired expires expire expiry expiration exp",
    "ttl lifetime age at on by date time timestamp timeout until since updated changed created reset",
    "rotated rotation count counts counter total used usage limit limits length len size min max",
    "index type types kind format algorithm algo alg method mode version versions policy policies",
    "rule rules strength score status state result reason error errors exception exceptions failure",
    "failures failed fault warning mismatch match matches found denied missing message messages name",
    "names label description desc hint placeholder title template model field fields column attribute",
    "param parameter header path file filename dir url uri endpoint host domain server port issuer",
    "audience provider service services manager store storage vault repository repo factory handler",
    "middleware filter validator validation verifier verification checker parser processor generator",
    "controller component view form page screen button event events topic queue table bucket function",
    "lambda worker job task arn region account owner user role scope scopes group source request",
    "requests response command query started completed succeeded success sent received refreshed",
    "refresh revoked revocation lookup check checks present exists provided supplied given blank",
    "empty consent banner secure httponly samesite jar bytes chars characters attempts tries retries",
    "price cost budget rate window pool balance symbol decimals standard less primaria foranea signed",
    "mechanism in stage stages category flavor flavour brand recipe violation violations exceeded",
    "exhausted unavailable unsupported conflict forbidden locked collision reuse parse problem issue issues",
    "flow flows use list supported strategy scheme seconds secs sec ms millis minutes mins hours days",
    "ref refs reference hits misses cache driver git json",
    "class java js ts py rb go cs php kt scala rs cpp mjs cjs tsx jsx html yml yaml md log txt vue sql css",
)
# What a name for a number, an address or a date may end with.
PARTS = _listed(
    "address addresses adresse number numbers no nr num nummer numero home work private business",
    "office primary secondary main new old current alt alternate value raw formatted normalized e id",
    "list to from cc bcc recipient recipients sender customer user contact owner de of cell mobile",
    "day evening plain text confirm confirmation",
)
# A name that begins with one of these is a yes/no question or a count.
ASKING = _listed("forgot is has have requires require needs need should can allow allows no without")
COUNTING = _listed("max min total num count prompt completion input output cached reasoning used remaining")
# The start of error names that end with what was wrong: `ExpiredToken`.
FAULTS = _listed(
    "too invalid expired missing unknown unrecognized bad no not incorrect malformed revoked unexpected",
    "unsupported duplicate wrong rejected",
)
# Words before a text's keyword, and before tokens that grant no access: pagination tokens and
# idempotency tokens.
HARMLESS_BEFORE = _listed("palabra next page continuation pagination cursor sync sequence idempotency public")
IDS = _listed(
    "id ids order orders invoice tracking shipment parcel ref reference request message msg sequence",
    "seq shard sku ean gtin imei customer ticket job run batch event transaction txn timestamp time",
    "ts offset partition trace span number no nr bestellung auftrag pedido commande ordine rechnung",
    "factura facture",
)
CARDS = _listed(
    "card cards pan visa mastercard amex credit debit karte carte carta tarjeta cartao cc payment",
)
