"""How people write formulas: right answers in Python, on paper, in LaTeX, in Unicode, in other scripts, and sloppily.

Written before the parser that reads them, and never from it. A line of a family is one answer.
"""

WRITTEN: dict[str, dict[str, str]] = {
    "v after 1 step on 3/2 v^2": {
        "python": r"""
            v - 3*eta*v
            v-eta*3*v
            (1 - 3*eta)*v
            v - eta * (3 * v)
            lambda v: v - 3*eta*v
            lambda v, eta: v - eta*3*v
            v_new = v - 3 * eta * v
            v*(1 - 3*lr)
            v -  learning_rate * 3 * v
        """,
        "paper": r"""
            v - 3 eta v
            v(1 - 3 eta)
            v - 3ηv
            v − 3 η v
            v' = v - 3 η v
            (1-3η)v
            v – η·3v
            v - η 3 v
            v_1 = v_0 - 3 η v_0
            = v - 3ηv
            v -> v - 3 η v
        """,
        "latex": r"""
            v - 3\eta v
            $v - 3 \eta v$
            $$v\left(1-3\eta\right)$$
            v' = v - 3\,\eta\,v
            v_{1} = v_{0} - 3\eta v_{0}
            \left(1 - 3\eta\right) v
            v - \eta \cdot 3v
            v_{t+1} = v_t - 3 \eta v_t
            v-\frac{6}{2}\eta v
            \(v - 3\eta v\)
        """,
        "sloppy": r"""
            v-3etav
            v-3*eta*v =
            v - 3*Eta*v
            v - 3 * η * v.
            v- 6/2*eta*v
            `v - 3*eta*v`
            v + (-3*eta*v)
            -3*eta*v + v
            v*{1-3*eta}
            v*[1 - 3*eta]
        """,
    },
    "v after 2 steps on 3/2 v^2": {
        "python": r"""
            (1 - 3*eta)**2*v
            (1-3*eta)**2 * v
            v*(1-3*eta)*(1-3*eta)
            v*(1-6*eta+9*eta**2)
            v * pow(1 - 3*eta, 2)
            np.square(1 - 3*eta)*v
        """,
        "paper": r"""
            (1 - 3 eta)^2 v
            (1 − 3η)² v
            v(1-3η)²
            (1-3η)(1-3η)v
            v - 6ηv + 9η²v
            v - 6 eta v + 9 eta^2 v
            v_2 = (1 - 3η)² v_0
        """,
        "latex": r"""
            (1-3\eta)^2 v
            (1-3\eta)^{2} v
            \left(1-3\eta\right)^2 v
            v - 6\eta v + 9\eta^2 v
            v_2 = (1 - 3\eta)^{2}\,v_0
        """,
    },
    "bound of the learning rate": {
        "python": r"""
            2/lam
            2 / lam
            2/lambda
            2/lambda_
            2*lam**-1
            2*lam**(-1)
            1/(lam/2)
            2.0/lam
        """,
        "paper": r"""
            2/λ
            2 / λ
            2÷λ
            2 λ^-1
            2λ⁻¹
            η < 2/λ
            0 < η < 2/λ
            eta = 2/lambda
            η = 2/λ
            2:λ
        """,
        "latex": r"""
            \frac{2}{\lambda}
            \frac2\lambda
            \dfrac{2}{\lambda}
            \eta < \frac{2}{\lambda}
            2/\lambda
            2\lambda^{-1}
            \eta_{\max} = \frac{2}{\lambda}
            {2 \over \lambda}
        """,
    },
    "steps in an epoch": {
        "python": r"""
            n/m
            n / m
            (n)/(m)
            n*m**-1
        """,
        "paper": r"""
            n÷m
            n : m
            n m⁻¹
            n ∕ m
            steps = n/m
            ｎ／ｍ
        """,
        "latex": r"""
            \frac{n}{m}
            \frac nm
            \tfrac{n}{m}
            n \div m
        """,
    },
    "noise of a mini-batch": {
        "python": r"""
            s/sqrt(m)
            s/np.sqrt(m)
            s / math.sqrt(m)
            s*m**(-1/2)
            s*m**-0.5
            s/m**0.5
            s/m**(1/2)
            np.sqrt(s**2/m)
            (s**2/m)**0.5
            torch.sqrt(s**2 / m)
        """,
        "paper": r"""
            s/√m
            s/√(m)
            s / √m
            √(s²/m)
            s m^(-1/2)
            s·m^(-½)
            s/sqrt m
            s/m^½
            σ/√m
            s ÷ √m
        """,
        "latex": r"""
            \frac{s}{\sqrt{m}}
            \frac{s}{\sqrt m}
            s/\sqrt{m}
            \sqrt{\frac{s^2}{m}}
            s m^{-1/2}
            s\, m^{-\frac{1}{2}}
            \frac{\sigma}{\sqrt{m}}
            \sqrt{s^{2}/m}
        """,
        "sloppy": r"""
            S/SQRT(M)
            s/Sqrt[m]
            noise = s/sqrt(m)
            s/(sqrt(m))
            s/root(m)
        """,
    },
    "delta of softmax with log-likelihood": {
        "python": r"""
            a_j - y_j
            a[j] - y[j]
            aj - yj
            a_j-y_j
            -(y_j - a_j)
            delta_j = a_j - y_j
            delta[j] = a[j] - y[j]
            a_j + -y_j
        """,
        "paper": r"""
            aⱼ − yⱼ
            δ_j = a_j - y_j
            δⱼ = aⱼ - yⱼ
            a_j – y_j
            a_j(1 - y_j) - y_j(1 - a_j)
            - y_j + a_j
            ŷ_j - y_j
        """,
        "latex": r"""
            a_j - y_j
            a_{j} - y_{j}
            \delta_j = a_j - y_j
            \delta^L_j = a^L_j - y_j
            \delta_j^L = a_j^L - y_j
            \delta^{L}_{j} = a^{L}_{j} - y_{j}
            $\delta_j = a_j - y_j$
            \hat{y}_j - y_j
            \hat y_j - y_j
            \frac{\partial C}{\partial z_j} = a_j - y_j
            \partial C/\partial z_j = a_j - y_j
        """,
    },
    "da_k/dz_j of softmax for k != j": {
        "python": r"""
            -a_k*a_j
            -a[k]*a[j]
            a_k*(-a_j)
            a_k*(0 - a_j)
            -1*a_j*a_k
        """,
        "paper": r"""
            -a_k a_j
            −a_k·a_j
            - aⱼ a_k
            da_k/dz_j = -a_k a_j
        """,
        "latex": r"""
            -a_k a_j
            -a_{k} a_{j}
            -a^L_k\,a^L_j
            -a_k \cdot a_j
            \frac{\partial a_k}{\partial z_j} = -a_k a_j
        """,
    },
    "dC/dw_jk of softmax with log-likelihood": {
        "python": r"""
            (a_j - y_j)*x_k
            x_k*(a_j - y_j)
            (a[j] - y[j])*x[k]
            delta_j*x_k
            a_j*x_k - y_j*x_k
        """,
        "paper": r"""
            x_k (a_j - y_j)
            a_k (a_j − y_j)
            (aⱼ − yⱼ) x_k
            δ_j x_k
        """,
        "latex": r"""
            x_k (a_j - y_j)
            a_k^{L-1} (a_j^L - y_j)
            a^{L-1}_k \left(a^L_j - y_j\right)
            x_k\,\delta_j
            \frac{\partial C}{\partial w_{jk}} = x_k (a_j - y_j)
        """,
    },
    "dC/dz of the cross-entropy": {
        "python": r"""
            a - y
            sigma(z) - y
            sigmoid(z) - y
            1/(1 + np.exp(-z)) - y
            1/(1+math.exp(-z))-y
            1.0/(1.0+exp(-z)) - y
            1/(1 + e**(-z)) - y
            1/(1 + e**-z) - y
            dC_dz = a - y
            torch.sigmoid(z) - y
            expit(z) - y
            scipy.special.expit(z) - y
            (a - y)
            a*(1-y) - y*(1-a)
            lambda a, y: a - y
        """,
        "paper": r"""
            a − y
            a – y
            a — y
            σ(z) − y
            σ(z)-y
            dC/dz = a - y
            ∂C/∂z = a − y
            a(1-y) - y(1-a)
            a(1 − y) − (1 − a)y
            1/(1+e^-z) - y
            1/(1+e^(-z)) - y
            1/(1 + e⁻ᶻ) − y
            [a - y]
            δ = a - y
            a - y = dC/dz
            dC/dz = dC/da da/dz = a - y
            ŷ - y
            e^z/(1+e^z) - y
        """,
        "latex": r"""
            \sigma(z) - y
            \sigma\left(z\right) - y
            \frac{1}{1+e^{-z}} - y
            \frac{1}{1+\exp(-z)} - y
            \frac{1}{1+\mathrm{e}^{-z}}-y
            \frac{\partial C}{\partial z} = a - y
            \dfrac{1}{1 + e^{-z}} - y
            \frac{e^z}{1+e^z} - y
            \frac{e^{z}}{e^{z}+1} - y
            \hat{y} - y
            \operatorname{sigmoid}(z) - y
            \delta = \sigma(z) - y
            {a} - {y}
            \bigl(a - y\bigr)
        """,
        "sloppy": r"""
            a-y.
            a-y=
            =a-y
            1/(1+exp^(-z)) - y
            Sigmoid(z) - y
            SIGMOID(z)-y
            𝑎 − 𝑦
            ａ－ｙ
            а - у
            (a)-(y)
            a	- y
            a−y;
            **a - y**
            1/(1 + EXP(-z)) - y
            1/(1+Exp[-z]) - y
            y_hat - y
            sigma - y
            1/(1+exp -z) - y
            logistic(z) - y
        """,
    },
    "dC/da of the cross-entropy": {
        "python": r"""
            (a - y)/(a*(1 - a))
            -y/a + (1-y)/(1-a)
            (1 - y)/(1 - a) - y/a
            (a-y)/(a-a**2)
            -(y/a - (1-y)/(1-a))
            (a - y)/a/(1 - a)
            (a - y) * a**-1 * (1 - a)**-1
        """,
        "paper": r"""
            (a - y)/(a(1 - a))
            (a − y)/[a(1 − a)]
            (a-y)/{a(1-a)}
            -(y/a) + (1-y)/(1-a)
            - y/a - (1-y)/(1-a)·(-1)
            (a-y) ÷ (a(1-a))
            (a - y)/(a - a²)
            dC/da = (a-y)/(a(1-a))
            −y/a + (1−y)/(1−a)
        """,
        "latex": r"""
            \frac{a-y}{a(1-a)}
            \frac{a - y}{a\left(1 - a\right)}
            -\frac{y}{a} + \frac{1-y}{1-a}
            \frac{a-y}{a \cdot (1-a)}
            \frac{\partial C}{\partial a} = \frac{a-y}{a(1-a)}
            -\left(\frac{y}{a}-\frac{1-y}{1-a}\right)
            -\left[ \frac{y}{a} - \frac{1-y}{1-a} \right]
            -\frac ya + \frac{1-y}{1-a}
            \frac{a-y}{a - a^2}
        """,
    },
    "second derivative of the cross-entropy in z": {
        "python": r"""
            a*(1-a)
            a - a**2
            sigma(z)*(1 - sigma(z))
            sigma_prime(z)
            sigmoid_prime(z)
            np.exp(-z)/(1 + np.exp(-z))**2
        """,
        "paper": r"""
            a(1-a)
            a (1 - a)
            a − a²
            σ'(z)
            σ′(z)
            σ’(z)
            σ(z)(1 - σ(z))
            σ(z)·(1−σ(z))
            e^-z/(1+e^-z)^2
            e^(-z)/(1+e^(-z))²
            a·(1-a)
            a × (1 − a)
            σ(z)[1-σ(z)]
            (1-a)a
        """,
        "latex": r"""
            \sigma'(z)
            \sigma(z)(1-\sigma(z))
            \sigma(z)\left(1-\sigma(z)\right)
            \frac{e^{-z}}{(1+e^{-z})^2}
            \frac{e^{-z}}{\left(1+e^{-z}\right)^{2}}
            a(1-a)
            a - a^2
            a-a^{2}
            \sigma^{\prime}(z)
            \sigma^\prime(z)
            \frac{\partial^2 C}{\partial z^2} = a(1-a)
        """,
    },
    "sigma'": {
        "python": r"""
            a*(1 - a)
            a*(1-a)
            sigma(z)*(1-sigma(z))
            sigmoid(z) * (1 - sigmoid(z))
            exp(-z)/(1+exp(-z))**2
            np.exp(-z) / (1 + np.exp(-z))**2
            np.exp(-z)/np.power(1 + np.exp(-z), 2)
            math.exp(-z)/math.pow(1+math.exp(-z), 2)
            sigma*(1-sigma)
            a - a**2
            sigma(z) - sigma(z)**2
            sigma(z)*sigma(-z)
        """,
        "paper": r"""
            a(1-a)
            a (1 - a)
            a − a²
            a-a^2
            σ(z)(1−σ(z))
            σ(z) (1 - σ(z))
            σ(z)·(1 − σ(z))
            σ(z) − σ(z)²
            e^-z / (1 + e^-z)^2
            e^{-z}/(1+e^{-z})^2
            e⁻ᶻ/(1+e⁻ᶻ)²
            1/(1+e^-z) · (1 - 1/(1+e^-z))
            σ'(z) = σ(z)(1 - σ(z))
            σ' = a(1-a)
            da/dz = a(1-a)
            σ·(1-σ)
            e^z/(1+e^z)²
        """,
        "latex": r"""
            \sigma(z)(1-\sigma(z))
            \sigma(z) \left( 1 - \sigma(z) \right)
            \sigma(z)\,(1-\sigma(z))
            \sigma'(z) = \sigma(z)\bigl(1-\sigma(z)\bigr)
            \frac{e^{-z}}{(1+e^{-z})^2}
            \frac{\exp(-z)}{\left(1+\exp(-z)\right)^2}
            \frac{1}{1+e^{-z}}\cdot\frac{e^{-z}}{1+e^{-z}}
            \frac{1}{1+e^{-z}}\left(1-\frac{1}{1+e^{-z}}\right)
            a\cdot(1-a)
            a \times (1-a)
            a\left(1-a\right)
            \frac{\mathrm{d}a}{\mathrm{d}z} = a(1-a)
            \dfrac{e^{-z}}{{(1+e^{-z})}^{2}}
        """,
        "sloppy": r"""
            A = a(1-a)
            exp(-z)/((1+exp(-z))^2)
            exp(-z)/(1+exp(-z))²
            e^(-z) / (1+e^(-z)) ^ 2
            a*1 - a*a
            a×(1-a)
            a•(1-a)
            a∗(1-a)
            （1-a）a
            e^-z*(1+e^-z)^-2
            (1-tanh(z/2)^2)/4
            ¼(1 - tanh²(z/2))
            1/(4 cosh(z/2)^2)
            1/(2+e^z+e^-z)
            sigma(z)(1-sigma(z))
            sigmoid(z)(1-sigmoid(z))
        """,
    },
    "dC/dz of the quadratic cost": {
        "python": r"""
            (a - y)*a*(1 - a)
            (a-y)*sigma_prime(z)
            (a - y) * sigma(z) * (1 - sigma(z))
            -(y - a)*a*(1 - a)
            (a-y)*(a-a**2)
        """,
        "paper": r"""
            (a - y) a (1 - a)
            (a-y)a(1-a)
            (a − y)·a·(1 − a)
            (a - y) σ'(z)
            (a−y)σ′(z)
            (a-y) σ'
            (σ(z) - y) σ(z) (1 - σ(z))
            a(1-a)(a-y)
            [a-y]a[1-a]
        """,
        "latex": r"""
            (a-y)\sigma'(z)
            (a-y)\,\sigma'(z)
            (a-y)a(1-a)
            (a-y)\cdot a\cdot(1-a)
            (a-y) \cdot \sigma'(z)
            \left(a-y\right)a\left(1-a\right)
            \frac{\partial C}{\partial z} = (a-y)\,\sigma'(z)
            (\sigma(z)-y)\,\sigma(z)\,(1-\sigma(z))
        """,
    },
    "dC/da of the quadratic cost": {
        "python": "a - y\n-(y-a)\n-1*(y - a)\n2*(a-y)/2\n0.5*2*(a - y)",
        "paper": "a − y\n½·2(a − y)\n(a-y)\n-(y − a)\ndC/da = a - y",
        "latex": r"""
            a-y
            \frac{1}{2}\cdot 2(a-y)
            -\left(y-a\right)
            \frac12 \cdot 2 (a-y)
        """,
    },
    "delta_h1": {
        "python": r"""
            (w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)
            (w5*delta_o1+w7*delta_o2)*out_h1*(1-out_h1)
            (w[5]*delta_o1 + w[7]*delta_o2) * out_h1 * (1 - out_h1)
            (delta_o1*w5 + delta_o2*w7) * sigma_prime(net_h1)
            delta_h1 = (w5*(out_o1 - t1) + w7*(out_o2 - t2))*out_h1*(1 - out_h1)
            (w5*delta_o1 + w7*delta_o2)*sigmoid(net_h1)*(1 - sigmoid(net_h1))
            out_h1*(1-out_h1)*(w5*(out_o1-t1)+w7*(out_o2-t2))
        """,
        "paper": r"""
            (w5 delta_o1 + w7 delta_o2) out_h1 (1 - out_h1)
            (w5 δ_o1 + w7 δ_o2) out_h1 (1 − out_h1)
            (w5 δ_o1 + w7 δ_o2) σ'(net_h1)
            (w₅ δ_o1 + w₇ δ_o2)·out_h1·(1 − out_h1)
            (w5·δo1 + w7·δo2)·outh1·(1-outh1)
            out_h1(1-out_h1)(w5δ_o1 + w7δ_o2)
            (w_5 δ_o1 + w_7 δ_o2) out_h1 (1 - out_h1)
            [w5 δ_o1 + w7 δ_o2] out_h1 [1 - out_h1]
            (δ_o1 w5 + δ_o2 w7) σ(net_h1)(1 - σ(net_h1))
            δ_h1 = out_h1 (1 - out_h1) (w5 δ_o1 + w7 δ_o2)
            (w5(out_o1 - t_1) + w7(out_o2 - t_2)) out_h1 (1 - out_h1)
            (w5 (out_o1 − target_o1) + w7 (out_o2 − target_o2)) out_h1 (1 − out_h1)
        """,
        "latex": r"""
            (w_5\delta_{o1} + w_7\delta_{o2})\,\text{out}_{h1}(1-\text{out}_{h1})
            (w_5 \delta_{o1} + w_7 \delta_{o2}) \sigma'(net_{h1})
            \left(w_5\delta_{o_1}+w_7\delta_{o_2}\right) out_{h_1} (1-out_{h_1})
            (w_{5}\,\delta_{o1}+w_{7}\,\delta_{o2})\,\mathrm{out}_{h1}\,(1-\mathrm{out}_{h1})
            \delta_{h1} = (w_5\delta_{o1} + w_7\delta_{o2})\cdot out_{h1}\cdot(1-out_{h1})
            \left(w_5 \cdot \delta_{o1} + w_7 \cdot \delta_{o2}\right)\cdot\sigma'\left(net_{h1}\right)
            (w_5\delta_{o1}+w_7\delta_{o2})\sigma'\!\left(\mathrm{net}_{h1}\right)
        """,
        "sloppy": r"""
            (w5*deltao1+w7*deltao2)*outh1*(1-outh1)
            (W5*delta_o1 + W7*delta_o2)*Out_h1*(1-Out_h1)
            (w5*delta_o1 + w7*delta_o2)*out_h1 - (w5*delta_o1 + w7*delta_o2)*out_h1^2
            (w5 * Delta_o1 + w7 * Delta_o2) * out_h1 * (1 - out_h1)
            (w5 δo1+w7 δo2) outh1(1-outh1)
        """,
    },
    "dC/dw1": {
        "python": r"""
            delta_h1*i1
            i1*delta_h1
            (w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)*i1
            delta_h1 * i[1]
        """,
        "paper": r"""
            δ_h1 i1
            δ_h1 · i_1
            δh1 i1
            i₁ δ_h1
            (w5 δ_o1 + w7 δ_o2) out_h1 (1 - out_h1) i1
            dC/dw1 = δ_h1 i1
            ∂C/∂w1 = δ_h1·i1
            ∂C/∂w₁ = i₁δ_h1
        """,
        "latex": r"""
            \delta_{h1} i_1
            \delta_{h1}\, i_1
            \delta_{h1} \cdot i_{1}
            \frac{\partial C}{\partial w_1} = \delta_{h1}\, i_1
            (w_5\delta_{o1} + w_7\delta_{o2})\,out_{h1}(1-out_{h1})\,i_1
        """,
    },
    "dC/dw5": {
        "python": "delta_o1*out_h1\n(out_o1 - t1)*out_h1\nout_h1*delta_o1\n(out_o1-t[1])*out_h1",
        "paper": r"""
            δ_o1 out_h1
            δ_o1·out_h1
            δo1 outh1
            (out_o1 − t1) out_h1
            out_h1(out_o1 - t1)
            (out_o1 - target_o1) out_h1
            dC/dw5 = δ_o1 × out_h1
            (σ(net_o1) - t1) out_h1
        """,
        "latex": r"""
            \delta_{o1}\,out_{h1}
            \delta_{o1} \text{out}_{h1}
            (out_{o1} - t_1)\,out_{h1}
            \left(\mathrm{out}_{o1}-t_{1}\right)\mathrm{out}_{h1}
        """,
    },
    "delta_o1 with quadratic": {
        "python": "(out_o1 - t1)*out_o1*(1 - out_o1)\n-(t1 - out_o1)*out_o1*(1 - out_o1)",
        "paper": r"""
            (out_o1 - t1) out_o1 (1 - out_o1)
            -(t1 - out_o1) out_o1 (1 - out_o1)
            −(target_o1 − out_o1)·out_o1·(1 − out_o1)
            (out_o1 - t_1) σ'(net_o1)
        """,
        "latex": r"""
            -(target_{o1} - out_{o1}) * out_{o1}(1 - out_{o1})
            (out_{o1}-t_1)\,\sigma'(net_{o1})
        """,
    },
    "dC/db1": {
        "python": "delta_h1 + delta_h2",
        "paper": "δ_h1 + δ_h2\ndC/db1 = δ_h1 + δ_h2\nδ_h1 · 1 + δ_h2 · 1",
        "latex": "\\delta_{h1} + \\delta_{h2}\n\\delta_{h_1}+\\delta_{h_2}",
    },
    "delta_h1 of linear neurons": {
        "python": "w5*delta_o1 + w7*delta_o2\ndelta_o1*w5+delta_o2*w7",
        "paper": r"""
            w5 δ_o1 + w7 δ_o2
            w5δ_o1 + w7δ_o2
            w₅δₒ₁ + w₇δₒ₂
            w5(out_o1 - t1) + w7(out_o2 - t2)
        """,
        "latex": "w_5\\delta_{o1} + w_7\\delta_{o2}\nw_5 (out_{o1} - t_1) + w_7 (out_{o2} - t_2)",
    },
    "weight from i1 to o1 of linear neurons": {
        "python": "w1*w5 + w3*w6\nw5*w1 + w6*w3\nw[1]*w[5] + w[3]*w[6]",
        "paper": "w1 w5 + w3 w6\nw1w5 + w3w6\nw₁w₅ + w₃w₆\nw5·w1 + w6·w3\nw1×w5 + w3×w6",
        "latex": "w_1 w_5 + w_3 w_6\nw_1w_5+w_3w_6\nw_{1}w_{5} + w_{3}w_{6}\nw_5\\cdot w_1 + w_6\\cdot w_3",
    },
    "cross-entropy at y = 1": {
        "python": "-ln(a)\n-log(a)\n-np.log(a)\n-math.log(a)\nlog(1/a)\n-1*np.log(a)\nC = -np.log(a)\n-sp.log(a)",
        "paper": "-ln a\n−ln a\n- ln(a)\nC = -ln a\nln(1/a)\n-log a\n–ln(a)\nln(a^(-1))\n-ln|a|",
        "latex": "-\\ln a\n-\\ln(a)\n-\\ln\\left(a\\right)\n-\\log a\n\\ln\\frac{1}{a}\nC = -\\ln{a}\n$-\\ln a$",
        "sloppy": "-LN(a)\n-Ln(a)\n-Log[a]\n-1 ln a\n-(ln(a))\n-ln{a}\n-ln[a]\n-loge(a)\n-ln (a)",
    },
    "cross-entropy in z": {
        "python": r"""
            ln(1 + exp(z)) - y*z
            np.log(1 + np.exp(z)) - y*z
            np.log1p(np.exp(z)) - y*z
            -(y*np.log(sigmoid(z)) + (1 - y)*np.log(1 - sigmoid(z)))
            -y*log(sigma(z)) - (1-y)*log(1 - sigma(z))
            log(1+exp(-z)) + (1-y)*z
            softplus(z) - y*z
        """,
        "paper": r"""
            ln(1+e^z) - y z
            ln(1 + e^z) − yz
            -[y ln σ(z) + (1-y) ln(1-σ(z))]
            −y ln σ(z) − (1−y) ln(1−σ(z))
            -(y ln σ(z) + (1-y) ln(1-σ(z)))
            ln(1+e^-z) + (1-y)z
            ln(1+eᶻ) − y·z
            C = ln(1 + e^z) - y z
            -{y ln σ(z) + (1 - y) ln(1 - σ(z))}
            -yz + ln(1+e^z)
        """,
        "latex": r"""
            \ln(1+e^z) - yz
            \ln\left(1+e^{z}\right) - y z
            -\left[y\ln\sigma(z) + (1-y)\ln(1-\sigma(z))\right]
            -y \ln\sigma(z) - (1-y) \ln (1-\sigma(z))
            \log(1 + e^{z}) - y\,z
            -\bigl(y \ln \sigma(z) + (1-y)\ln(1-\sigma(z))\bigr)
            \ln\bigl(1+e^{-z}\bigr)+(1-y)z
        """,
    },
    "minimum of the cross-entropy": {
        "python": r"""
            -y*ln(y) - (1 - y)*ln(1 - y)
            -(y*np.log(y) + (1 - y)*np.log(1 - y))
            y*log(1/y) + (1-y)*log(1/(1-y))
            -y*math.log(y) - (1-y)*np.log1p(-y)
        """,
        "paper": r"""
            -[y ln y + (1-y) ln(1-y)]
            −y ln y − (1−y) ln(1−y)
            -y ln(y) + (y-1) ln(1-y)
            C = -(y ln y + (1-y) ln(1-y))
            y ln(1/y) + (1-y) ln(1/(1-y))
            -t ln t - (1-t) ln(1-t)
        """,
        "latex": r"""
            -\left[y \ln y + (1-y)\ln(1-y)\right]
            -y\ln y-(1-y)\ln(1-y)
            y\ln\frac{1}{y} + (1-y)\ln\frac{1}{1-y}
            -\bigl(y \log y + (1 - y) \log (1 - y)\bigr)
        """,
    },
    "dC/da of the exchanged form": {
        "python": "ln(1-y) - ln(y)\nnp.log(1 - y) - np.log(y)\nlog((1-y)/y)\n-(log(y) - log(1-y))\nnp.log(1/y - 1)\n-np.log(y/(1-y))",
        "paper": "ln(1-y) - ln y\nln(1 − y) − ln y\nln((1-y)/y)\n-ln y + ln(1-y)\n-[ln y - ln(1-y)]\nln[(1-y)/y]",
        "latex": "\\ln(1-y) - \\ln y\n\\ln\\frac{1-y}{y}\n-\\ln\\frac{y}{1-y}\n\\ln\\left(\\frac{1-y}{y}\\right)\n-\\left[\\ln y-\\ln(1-y)\\right]",
    },
    "limit of softmax at a tie": {
        "python": "1/m\n1.0/m\nm**-1\nm**(-1)",
        "paper": "1/m\n1 / m\nm⁻¹\nm^-1\n1÷m\na_j -> 1/m\na → 1/m",
        "latex": "\\frac{1}{m}\n\\frac1m\nm^{-1}\na_j \\to \\frac{1}{m}",
    },
    "1 - a_1 of softmax with two outputs": {
        "python": r"""
            exp(-c*g)/(1 + exp(-c*g))
            1/(1+exp(c*g))
            np.exp(-c*g)/(1+np.exp(-c*g))
            1 - 1/(1+exp(-c*g))
            sigma(-c*g)
            1 - sigmoid(c*g)
        """,
        "paper": r"""
            e^(-cg)/(1+e^(-cg))
            1/(1 + e^(c g))
            1/(1+e^(cg))
            e^{-c g}/(1+e^{-c g})
            σ(-cg)
            1 − σ(c g)
            1 - a_1 = 1/(1 + e^(cg))
            1/(1+eᶜᵍ)
            1/(1+exp(cg))
        """,
        "latex": r"""
            \frac{e^{-cg}}{1+e^{-cg}}
            \frac{1}{1+e^{cg}}
            \frac{1}{1 + e^{c g}}
            \frac{\exp(-cg)}{1+\exp(-cg)}
            1-a_1 = \frac{1}{1+e^{cg}}
            \sigma(-cg)
            \left(1 + e^{cg}\right)^{-1}
        """,
    },
    "da_j/dc of softmax": {
        "python": "a_j*(z_j - mean)\na[j]*(z[j] - mean)\naj*(zj - mean)\na_j*z_j - a_j*mean",
        "paper": "a_j (z_j - mean)\na_j(z_j − mean)\naⱼ(zⱼ − mean)\na_j (z_j - z̄)\na_j z_j - a_j mean\na_j(z_j - μ)\nda_j/dc = a_j(z_j - mean)",
        "latex": "a_j (z_j - \\text{mean})\na_j\\left(z_j - \\bar z\\right)\na_j(z_j-\\bar{z})\n\\frac{da_j}{dc} = a_j (z_j - \\mathrm{mean})\na_{j}(z_{j} - \\overline{z})",
    },
    "c that brings softmax within eps of argmax": {
        "python": "np.log((n - 1)/eps)/g\nlog((n-1)/eps)/g\n(ln(n - 1) - ln(eps))/g\nc = ln((n-1)/epsilon)/g",
        "paper": "ln((n-1)/ε)/g\n1/g ln((n-1)/ε)\n(ln(n-1) - ln ε)/g\nc > ln((n-1)/ε)/g",
        "latex": "\\frac{\\ln((n-1)/\\varepsilon)}{g}\n\\frac{1}{g} \\ln\\frac{n-1}{\\epsilon}",
    },
    "dmean/dc of softmax": {
        "python": "square - mean**2\nsquare - mean*mean",
        "paper": "square − mean²\nmean_of_squares - z̄²\nd mean/dc = square - mean^2",
        "latex": "\\mathrm{square} - \\bar z^2\n\\text{square} - \\text{mean}^2",
    },
    "dH/dc of softmax": {
        "python": "-c*var\n-c*variance\ndH/dc = -c*var",
        "paper": "−c var\n-c V\ndH/dc = -c var",
        "latex": "-c\\,\\mathrm{var}\n\\frac{dH}{dc} = -c \\cdot \\text{var}",
    },
}  # fmt: skip


def every_notation() -> list[tuple[str, str, str]]:
    """Return (question, writer, what is written) for each of them."""
    return [
        (question, writer, line.strip())
        for question, writers in WRITTEN.items()
        for writer, lines in writers.items()
        for line in lines.split("\n")
        if line.strip()
    ]


AMBIGUOUS: list[tuple[str, tuple[str, str]]] = [
    # what was typed, with the names a, y, z, m, s, v, c, g, eta, lam, and the two readings that are shown
    ("1/2a", ("(1/2)*a", "1/(2*a)")),
    ("a/ya", ("(a/y)*a", "a/(y*a)")),
    ("a/y a", ("(a/y)*a", "a/(y*a)")),
    ("2 eta/lam v", ("(2 eta/lam)*v", "2 eta/(lam*v)")),
    ("1/2λ", ("(1/2)*lambda", "1/(2*lambda)")),
    ("e^-z^2", ("e^(-z^2)", "(e^-z)^2")),
    ("e^-z a", ("(e^-z)*a", "e^(-z*a)")),
    ("e^-2z", ("(e^-2)*z", "e^(-2*z)")),
    ("e^-z(1-a)", ("(e^-z)*(1-a)", "e^(-z*(1-a))")),
    ("1/(1+e^cg)", ("(e^c)*g", "e^(c*g)")),
    ("a^y^z", ("a^(y^z)", "(a^y)^z")),
    ("sigma' z", ("sigma'(z)", "sigma'*z")),
    ("sigma z", ("sigma(z)", "sigma*z")),
    ("sigma(1-sigma)", ("sigma*(1-sigma)", "sigma applied to (1-sigma)")),
    ("σ(1−σ)", ("sigma*(1-sigma)", "sigma applied to (1-sigma)")),
    ("a(z)(1-a(z))", ("a*(z)", "a, which depends on z")),
    ("ln a y", ("ln(a)*y", "ln(a*y)")),
    ("ln a/y", ("ln(a)/y", "ln(a/y)")),
    ("ln a^2", ("ln(a^2)", "(ln(a))^2")),
    ("ln 1 - a", ("ln(1) - a", "ln(1 - a)")),
    ("e(-z)", ("e^(-z)", "e*(-z)")),
    ("(1-a)2", ("(1-a)^2", "(1-a)*2")),
    ("a 2", ("a^2", "a*2")),
    ("√ms", ("√(m)*s", "√(m*s)")),
]
