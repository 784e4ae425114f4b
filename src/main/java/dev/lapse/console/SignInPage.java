package dev.lapse.console;

import dev.lapse.security.signin.SignInOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages for signing in and out. Spring Security handles what they submit. */
@Controller
class SignInPage {
  private final ObjectProvider<SignInOptions> signIn;

  SignInPage(ObjectProvider<SignInOptions> signIn) {
    this.signIn = signIn;
  }

  @GetMapping("/sign-in")
  String show(
      Model page,
      @RequestParam(name = "wrong", required = false) @Nullable String wrong,
      @RequestParam(name = "again", required = false) @Nullable String again,
      @RequestParam(name = "signed-out", required = false) @Nullable String signedOut) {
    page.addAttribute("entrance", signIn.getObject());
    page.addAttribute("wrong", wrong != null);
    page.addAttribute("again", again != null);
    page.addAttribute("signedOut", signedOut != null);
    return "sign-in";
  }

  /** Continues signing out at the provider. Reached by a forward only. */
  @RequestMapping("/leaving")
  String leave() {
    return "leaving";
  }
}
